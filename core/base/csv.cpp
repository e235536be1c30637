#include "base/csv.h"

namespace affect {

bool CsvReader::next(std::vector<std::string> &cells) {
  cells.clear();
  std::streambuf *bytes = in_.rdbuf();
  constexpr int end = std::char_traits<char>::eof();
  if (first_) {
    first_ = false;
    if (bytes->sgetc() == 0xEF) {
      for (int i = 0; i < 3; ++i)
        bytes->sbumpc();
    }
  }
  if (bytes->sgetc() == end)
    return false;
  std::string cell;
  bool quoted = false;
  for (;;) {
    const int c = bytes->sbumpc();
    if (c == end)
      break;
    if (quoted) {
      if (c != '"')
        cell += static_cast<char>(c);
      else if (bytes->sgetc() == '"')
        cell += static_cast<char>(bytes->sbumpc());
      else
        quoted = false;
    } else if (c == '"' && cell.empty()) {
      quoted = true;
    } else if (c == ',') {
      cells.push_back(std::move(cell));
      cell.clear();
    } else if (c == '\n') {
      break;
    } else if (c != '\r' || bytes->sgetc() != '\n') {
      cell += static_cast<char>(c);
    }
  }
  cells.push_back(std::move(cell));
  return true;
}

} // namespace affect
