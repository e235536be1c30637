#pragma once

#include <unicode/utypes.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace affect {

/// A text as a tokenizer changes it, each character with its offsets in the source.
struct MappedText {
  struct Character {
    UChar32 c = 0;                  ///< code point; -1 - b for a byte b that belongs to none
    std::size_t begin = 0, end = 0; ///< bytes of the source
    std::size_t at = 0;             ///< where its bytes begin in `utf8`
  };
  std::vector<Character> characters;
  std::string utf8;                 ///< of all characters, once sealed
  std::vector<std::uint32_t> owner; ///< for every byte of utf8 its character

  /// The characters of `text`, which begins at the byte `base` of the source.
  static MappedText of(std::string_view text, std::size_t base);

  /// Fills in utf8, owner and every `at`.
  void seal();
};

/// Composes (NFC). Which source a composed character has follows Hugging Face's tokenizers: the
/// first of its parts.
void compose(MappedText &text);

/// One character in lower case, or as it is; without context, so that no sigma becomes final.
UChar32 lower(UChar32 c);

/// Every run of white space becomes one space, and each letter is put into lower case by itself (İ
/// becomes two characters).
void squeeze_and_lower(MappedText &text);

void append_utf8(UChar32 c, std::string &text);

} // namespace affect
