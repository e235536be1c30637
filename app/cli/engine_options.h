#pragma once

#include "analysis/analyzer.h"

#include <CLI/CLI.hpp>

#include <string>

namespace affect::cli {

/// --device.
void add_device(CLI::App &command, std::string &device);
/// --device and --precision of a bundle that reads.
void add_engine(CLI::App &command, std::string &device, Precision &precision);

} // namespace affect::cli
