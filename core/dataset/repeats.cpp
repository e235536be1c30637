#include "dataset/repeats.h"

#include <cstdint>

#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace affect {
namespace {

bool belongs_to_word(UChar32 c) {
  const auto kind = u_charType(c);
  return u_isalnum(c) || c == '_' || kind == U_NON_SPACING_MARK || kind == U_COMBINING_SPACING_MARK;
}

// From `at`, which begins a link, to the white space after it.
std::int32_t after_link(const icu::UnicodeString &text, std::int32_t at) {
  while (at < text.length() && !u_isUWhiteSpace(text.char32At(at)))
    at = text.moveIndex32(at, 1);
  return at;
}

} // namespace

std::string repeat_key(std::string_view text) {
  icu::UnicodeString folded = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  folded.foldCase();
  icu::UnicodeString key;
  bool in_word = false;
  for (std::int32_t at = 0; at < folded.length();) {
    const UChar32 c = folded.char32At(at);
    if (!in_word &&
        (folded.compare(at, 5, u"http:") == 0 || folded.compare(at, 6, u"https:") == 0)) {
      at = after_link(folded, at);
      continue;
    }
    if (!belongs_to_word(c)) {
      in_word = false;
    } else {
      if (!in_word && !key.isEmpty())
        key.append(u' ');
      in_word = true;
      key.append(c);
    }
    at = folded.moveIndex32(at, 1);
  }
  std::string utf8;
  key.toUTF8String(utf8);
  return utf8;
}

} // namespace affect
