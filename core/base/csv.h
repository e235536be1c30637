#pragma once

#include <istream>
#include <string>
#include <vector>

namespace affect {

/// Reads RFC 4180 records one by one: quoted cells may hold commas, quotes and line breaks. A byte order mark is passed over.
class CsvReader {
public:
  explicit CsvReader(std::istream &in) : in_(in) {}
  /// False at the end of the file.
  bool next(std::vector<std::string> &cells);

private:
  std::istream &in_;
  bool first_ = true;
};

} // namespace affect
