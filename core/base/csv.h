#pragma once

#include <cstddef>
#include <initializer_list>
#include <istream>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace affect {

/// Reads RFC 4180 records one by one: quoted cells may hold commas, quotes and line breaks. A byte
/// order mark is passed over.
class CsvReader {
public:
  /// Of a record, bytes beyond `most` are dropped.
  explicit CsvReader(std::istream &in, std::size_t most = std::numeric_limits<std::size_t>::max())
      : in_(in), most_(most) {}
  /// False at the end of the file.
  bool next(std::vector<std::string> &cells);

  /// Line (from 1) where the last record began; for messages.
  std::size_t line() const { return record_line_; }
  /// Whether the file ended inside the last record's quotes.
  bool unterminated() const { return unterminated_; }
  /// Whether the last record had more than the bytes allowed.
  bool too_long() const { return too_long_; }

private:
  /// Passes over a byte order mark; returns what was read and is none.
  std::string after_mark();

  std::istream &in_;
  bool first_ = true;
  std::size_t line_ = 1;
  std::size_t record_line_ = 0;
  bool unterminated_ = false;
  const std::size_t most_;
  bool too_long_ = false;
};

/// Index of the column with one of `names` (lower case), compared without case and surrounding
/// blanks; -1 where none.
int csv_column(const std::vector<std::string> &header,
               std::initializer_list<std::string_view> names);

/// Whether a record is an empty line.
inline bool is_empty_line(const std::vector<std::string> &cells) {
  return cells.size() == 1 && cells[0].empty();
}

} // namespace affect
