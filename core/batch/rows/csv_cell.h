#pragma once

#include <string>
#include <string_view>

namespace affect {

/// Digits with a point whatever the locale; what is no number gives an empty cell.
std::string csv_number(double value, int decimals = 6);

/// Text for a cell: spreadsheets run what begins with = + - @ tab or CR as a formula; an apostrophe
/// keeps it text.
std::string csv_text(std::string_view text);

/// Appends a cell to a row, in quotes where RFC 4180 asks for them. Commas between cells are the
/// caller's.
void append_csv_cell(std::string &row, std::string_view cell);

} // namespace affect
