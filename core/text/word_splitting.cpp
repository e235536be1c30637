#include "text/word_splitting.h"

#include <unicode/uchar.h>

#include <algorithm>

namespace affect {
namespace {

using Characters = std::vector<MappedText::Character>;

enum class Kind { space, letter, number, other };

Kind kind_of(UChar32 c) {
  if (c < 0)
    return Kind::other;
  const std::uint32_t category = U_GET_GC_MASK(c);
  if ((category & U_GC_L_MASK) != 0)
    return Kind::letter;
  if ((category & U_GC_N_MASK) != 0)
    return Kind::number;
  return u_isUWhiteSpace(c) ? Kind::space : Kind::other;
}

std::size_t run_end(const Characters &text, std::size_t begin, std::size_t end, Kind kind) {
  while (begin < end && kind_of(text[begin].c) == kind)
    ++begin;
  return begin;
}

// The length of 's, 't, 'm, 'd, 're, 've, 'll, or 0.
std::size_t contraction(const Characters &text, std::size_t begin, std::size_t end) {
  if (text[begin].c != '\'' || begin + 1 >= end)
    return 0;
  const UChar32 first = text[begin + 1].c, second = begin + 2 < end ? text[begin + 2].c : 0;
  if (first == 's' || first == 't' || first == 'm' || first == 'd')
    return 2;
  return ((first == 'r' || first == 'v') && second == 'e') || (first == 'l' && second == 'l') ? 3
                                                                                              : 0;
}

} // namespace

std::size_t gpt2_word_end(const Characters &text, std::size_t begin, std::size_t end) {
  if (const std::size_t length = contraction(text, begin, end))
    return begin + length;
  const bool blank = text[begin].c == ' ' && begin + 1 < end;
  const Kind first = kind_of(text[begin].c), kind = blank ? kind_of(text[begin + 1].c) : first;
  if (kind != Kind::space)
    return run_end(text, begin + (blank ? 1 : 0), end, kind);
  const std::size_t spaces = run_end(text, begin, end, Kind::space);
  // The last space before a word stays with the word, or alone.
  return spaces == end || spaces == begin + 1 ? spaces : spaces - 1;
}

ClipWord next_clip_word(const MappedText &text, std::size_t begin, std::size_t end) {
  const Characters &characters = text.characters;
  begin = run_end(characters, begin, end, Kind::space);
  if (begin >= end)
    return {end, end, false};
  for (const std::string_view literal : {"<|startoftext|>", "<|endoftext|>"})
    if (begin + literal.size() <= end &&
        std::string_view(text.utf8).substr(characters[begin].at).starts_with(literal))
      return {begin, begin + literal.size(), true};
  if (const std::size_t length = contraction(characters, begin, end))
    return {begin, begin + length, false};
  const Kind kind = kind_of(characters[begin].c);
  return {begin, kind == Kind::number ? begin + 1 : run_end(characters, begin, end, kind), false};
}

} // namespace affect
