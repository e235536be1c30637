#pragma once

#include "analysis/reading.h"
#include "base/error.h"

#include <filesystem>
#include <string>

/// Rows of the CSV report of docs/report.md: RFC 4180, UTF-8, one row a reading or a failure. Each
/// ends in CR LF.
namespace affect {

/// The names of the columns; with a byte order mark for spreadsheets that do not recognise UTF-8
/// without one.
std::string csv_header(bool byte_order_mark);

std::string csv_row(const Reading &reading);

/// The row of a post or `clip` that `model` could not read. `post` names it where the error is
/// about another of its files.
std::string csv_failure_row(const Error &error, const std::filesystem::path &post, bool clip,
                            const std::string &model);

} // namespace affect
