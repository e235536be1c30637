#include "dataset/repeats.h"

namespace affect {

std::string text_key(std::string_view text) {
  std::string key;
  constexpr std::string_view blanks = " \t\r\n";
  while (true) {
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos)
      return key;
    text.remove_prefix(begin);
    const std::string_view word = text.substr(0, text.find_first_of(blanks));
    text.remove_prefix(word.size());
    if (word.starts_with("http:") || word.starts_with("https:"))
      continue;
    if (!key.empty())
      key += ' ';
    key += word;
  }
}

} // namespace affect
