#include "base/csv.h"

namespace affect {
namespace {

constexpr int end = std::char_traits<char>::eof();

std::string trimmed_lower(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && blank(text.back()))
    text.remove_suffix(1);
  std::string lower(text);
  for (char &c : lower)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

} // namespace

std::string CsvReader::after_mark() {
  std::streambuf *bytes = in_.rdbuf();
  std::string read;
  for (int expected : {0xEF, 0xBB, 0xBF}) {
    if (bytes->sgetc() != expected)
      return read;
    read += static_cast<char>(bytes->sbumpc());
  }
  return {};
}

bool CsvReader::next(std::vector<std::string> &cells) {
  cells.clear();
  std::streambuf *bytes = in_.rdbuf();
  std::string cell;
  if (first_)
    cell = after_mark();
  first_ = false;
  if (cell.empty() && bytes->sgetc() == end)
    return false;
  record_line_ = line_;
  bool quoted = false;
  std::size_t kept = 0;
  const auto keep = [&](int c) {
    if (kept++ < most_)
      cell += static_cast<char>(c);
  };
  for (;;) {
    const int c = bytes->sbumpc();
    if (c == end)
      break;
    if (c == '\n')
      ++line_;
    if (quoted) {
      if (c != '"')
        keep(c);
      else if (bytes->sgetc() == '"')
        keep(bytes->sbumpc());
      else
        quoted = false;
    } else if (c == '"' && cell.empty()) {
      quoted = true;
    } else if (c == ',') {
      if (kept++ >= most_) // commas alone make cells, too
        continue;
      cells.push_back(std::move(cell));
      cell.clear();
    } else if (c == '\n') {
      break;
    } else if (c != '\r' || bytes->sgetc() != '\n') {
      keep(c);
    }
  }
  unterminated_ = quoted;
  too_long_ = kept > most_;
  cells.push_back(std::move(cell));
  return true;
}

int csv_column(const std::vector<std::string> &header,
               std::initializer_list<std::string_view> names) {
  for (std::string_view name : names)
    for (std::size_t i = 0; i < header.size(); ++i)
      if (trimmed_lower(header[i]) == name)
        return static_cast<int>(i);
  return -1;
}

} // namespace affect
