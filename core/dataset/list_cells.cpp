#include "dataset/list_cells.h"

#include "media/text_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace affect {
namespace {

constexpr std::uintmax_t most_bytes = 512u << 20;
constexpr std::size_t most_row_bytes = 1u << 20, most_rows = 1000000, longest_name = 200;

} // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos)
    return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(trimmed(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::optional<double> number_in(std::string_view cell) {
  cell = trimmed(cell);
  if (cell.size() > 1 && cell[0] == '+' && cell[1] != '-')
    cell.remove_prefix(1); // from_chars knows no plus
  double value = 0;
  const char *end = cell.data() + cell.size();
  const auto read = std::from_chars(cell.data(), end, value);
  return read.ec == std::errc() && read.ptr == end && std::isfinite(value) ? std::optional(value)
                                                                           : std::nullopt;
}

bool usable_as_name(std::string_view id) {
  constexpr std::string_view forbidden("/\\\0", 3);
  return !id.empty() && id.size() <= longest_name &&
         id.find_first_of(forbidden) == std::string_view::npos && id != "." && id != "..";
}

bool stays_inside(const std::filesystem::path &named) {
  return !named.empty() && named.is_relative() && named.native().find('\0') == std::string::npos &&
         std::none_of(named.begin(), named.end(), [](const auto &part) { return part == ".."; });
}

std::string split_name(std::string_view written) {
  std::string name(trimmed(written));
  for (char &c : name)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return name == "dev" || name == "val" || name == "validation" ? "valid" : name;
}

Polarity polarity_of_sign(double degree) {
  return degree > 0 ? Polarity::positive : degree < 0 ? Polarity::negative : Polarity::neutral;
}

double scale_of(double largest, double asked) { return asked > 0 ? asked : largest > 1 ? 3 : 1; }

HeadedCsv::HeadedCsv(std::filesystem::path file, std::string content)
    : file_(std::move(file)), in_(std::move(content)), reader_(in_, most_row_bytes) {
  reader_.next(header_);
}

Result<std::unique_ptr<HeadedCsv>> HeadedCsv::open(const std::filesystem::path &file) {
  AFFECT_TRY(content, load_text(file, most_bytes));
  return std::unique_ptr<HeadedCsv>(new HeadedCsv(file, std::move(content)));
}

Result<bool> HeadedCsv::next() {
  do {
    if (!reader_.next(cells_))
      return false;
  } while (is_empty_line(cells_));
  if (reader_.unterminated())
    return row_error("a quoted cell has no closing quote; mend the file.");
  if (++rows_ > most_rows)
    return make_error(ErrorCode::too_large, "The list has more than a million rows; split it.",
                      file_);
  return true;
}

std::string HeadedCsv::cell(int column) const {
  const auto at = static_cast<std::size_t>(column);
  return column >= 0 && at < cells_.size() ? cells_[at] : std::string();
}

Error HeadedCsv::row_error(const std::string &what) const {
  return make_error(ErrorCode::bad_format, "Line " + std::to_string(reader_.line()) + ": " + what,
                    file_);
}

} // namespace affect
