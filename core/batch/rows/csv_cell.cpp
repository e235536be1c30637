#include "batch/rows/csv_cell.h"

#include <array>
#include <charconv>
#include <cmath>

namespace affect {

std::string csv_number(double value, int decimals) {
  if (!std::isfinite(value))
    return {};
  std::array<char, 64> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                 std::chars_format::fixed, decimals);
  if (end.ec != std::errc())
    return {};
  return {digits.data(), end.ptr};
}

std::string csv_text(std::string_view text) {
  std::string cell;
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
    cell += '\'';
  cell += text;
  return cell;
}

void append_csv_cell(std::string &row, std::string_view cell) {
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
    row += cell;
    return;
  }
  row += '"';
  for (char c : cell) {
    if (c == '"')
      row += '"';
    row += c;
  }
  row += '"';
}

} // namespace affect
