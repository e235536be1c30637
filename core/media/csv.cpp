#include "media/csv.h"

namespace affect {
namespace {

bool ends_row(char c) { return c == '\n' || c == '\r'; }

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

CsvRows::CsvRows(std::string_view text) : text_(text) {
  if (text_.starts_with("\xEF\xBB\xBF"))
    text_.remove_prefix(3);
}

std::string CsvRows::quoted_cell() {
  std::string cell;
  for (++at_; !at_end(); ++at_) {
    const char c = text_[at_];
    if (c == '"') {
      ++at_;
      if (at_end() || text_[at_] != '"')
        return cell;
    } else if (c == '\n') {
      ++line_;
    }
    cell += c;
  }
  unterminated_ = true;
  return cell;
}

std::string CsvRows::cell() {
  std::string cell;
  if (!at_end() && text_[at_] == '"')
    cell = quoted_cell();
  while (!at_end() && text_[at_] != ',' && !ends_row(text_[at_]))
    cell += text_[at_++];
  return cell;
}

std::optional<std::vector<std::string>> CsvRows::next() {
  while (!at_end() && ends_row(text_[at_])) {
    if (text_[at_] == '\n')
      ++line_;
    ++at_;
  }
  if (at_end())
    return std::nullopt;
  row_line_ = line_;
  unterminated_ = false;
  std::vector<std::string> row;
  row.push_back(cell());
  while (!at_end() && text_[at_] == ',') {
    ++at_;
    row.push_back(cell());
  }
  return row;
}

int csv_column(const std::vector<std::string> &header, std::initializer_list<std::string_view> names) {
  for (std::string_view name : names)
    for (std::size_t i = 0; i < header.size(); ++i)
      if (trimmed_lower(header[i]) == name)
        return static_cast<int>(i);
  return -1;
}

} // namespace affect
