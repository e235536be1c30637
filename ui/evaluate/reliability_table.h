#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace affect::ui {

/// Labelled posts whose most probable class has a probability of `from` up to `to`.
struct ReliabilityBin {
  double from = 0, to = 0;
  std::int64_t posts = 0;
  double confidence = 0, accuracy = 0; ///< means over its posts; say nothing where there is none
};

/// How right a model's confidence is at one temperature.
struct ReliabilityCurve {
  double temperature = 1; ///< by which the scores are divided
  double error = 0;       ///< expected calibration error, 0 … 1
  std::vector<ReliabilityBin> bins;

  std::int64_t posts() const;
};

/// The file of a bundle that holds them; it need not exist.
std::filesystem::path reliability_file(const std::filesystem::path &bundle);

/// Reads what `affectscope-cli evaluate --reliability` writes: columns from, to, n, confidence,
/// accuracy, temperature, ece, found by name; one curve a temperature, in the order of the file:
/// before, and after. Errors: not_found, bad_format (with the line), too_large.
Result<std::vector<ReliabilityCurve>> read_reliability(const std::filesystem::path &file);

} // namespace affect::ui
