#pragma once

#include "analysis/reading.h"
#include "base/error.h"

#include <filesystem>
#include <string>

/// Rows of the JSON Lines report of docs/report.md: one object a reading or a failure, on one line
/// without the line's end.
namespace affect {

/// All of a Reading but the attention of every layer and head, which would take a hundred times the
/// space of the rest.
std::string json_row(const Reading &reading);

/// The object of a failure; arguments as those of csv_failure_row.
std::string json_failure_row(const Error &error, const std::filesystem::path &post, bool clip,
                             const std::string &model);

} // namespace affect
