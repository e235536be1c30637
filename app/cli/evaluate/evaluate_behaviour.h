#pragma once

#include "analysis/analyzer.h"
#include "base/result.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <string>

namespace affect::cli {

struct BehaviourOptions {
  std::filesystem::path file;
  std::string language; ///< empty: all
};

void add_behaviour(CLI::App &command, BehaviourOptions &options);

/// Scores a bundle on a file of tests of its behaviour (docs/behaviour.md), prints a table and
/// writes `json` where that is not empty. False: a line of the file was no test.
Result<bool> evaluate_behaviour(const BehaviourOptions &options, const AnalyzerOptions &model,
                                const std::filesystem::path &json);

} // namespace affect::cli
