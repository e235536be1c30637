#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace affect {

/// Reads RFC 4180 rows from UTF-8 text in memory. Lenient where the meaning is clear: rows end in LF, CRLF or CR, the
/// last needs no end; a quote inside an unquoted cell is itself; rows may differ in length.
class CsvRows {
public:
  /// `text` must outlive the reader. A byte order mark at its start is skipped.
  explicit CsvRows(std::string_view text);

  /// The next row, without empty lines; nothing at the end.
  std::optional<std::vector<std::string>> next();

  /// Line (from 1) where the last row began; for messages.
  std::size_t line() const { return row_line_; }
  /// Whether the last row ran into the end of the text inside quotes.
  bool unterminated() const { return unterminated_; }

private:
  std::string cell();
  std::string quoted_cell();
  bool at_end() const { return at_ >= text_.size(); }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t row_line_ = 0;
  bool unterminated_ = false;
};

/// Index of the column with one of `names` (lower case), compared without case and surrounding blanks; -1 where none.
int csv_column(const std::vector<std::string> &header, std::initializer_list<std::string_view> names);

} // namespace affect
