#include "text/mapped_text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>

namespace affect {
namespace {

using Character = MappedText::Character;

// A character on its way to its composed form. `taken` is how many source characters it stands for,
// less one; 1 for the further parts of one that was taken apart. Counted as Hugging Face's
// tokenizers do.
struct Part {
  UChar32 c;
  int change;
  std::uint8_t ccc;
};

std::vector<Part> decomposed(const std::vector<Character> &characters,
                             const icu::Normalizer2 &nfc) {
  std::vector<Part> parts;
  parts.reserve(characters.size());
  icu::UnicodeString mapping;
  for (const Character &character : characters) {
    if (character.c < 0 || !nfc.getDecomposition(character.c, mapping)) {
      parts.push_back(
          {character.c, 0, character.c < 0 ? std::uint8_t{0} : nfc.getCombiningClass(character.c)});
      continue;
    }
    for (int32_t i = 0; i < mapping.length(); i = mapping.moveIndex32(i, 1)) {
      const UChar32 c = mapping.char32At(i);
      parts.push_back({c, i == 0 ? 0 : 1, nfc.getCombiningClass(c)});
    }
  }
  const auto is_starter = [](const Part &part) { return part.ccc == 0; };
  for (auto begin = parts.begin(); begin != parts.end();) {
    begin = std::find_if_not(begin, parts.end(), is_starter);
    const auto end = std::find_if(begin, parts.end(), is_starter);
    std::stable_sort(begin, end, [](const Part &a, const Part &b) { return a.ccc < b.ccc; });
    begin = end;
  }
  return parts;
}

std::vector<Part> composed(const std::vector<Part> &parts, const icu::Normalizer2 &nfc) {
  std::vector<Part> done;
  done.reserve(parts.size());
  std::size_t starter = 0;
  bool has_starter = false;
  int last = -1; // the class of what stands between the starter and the part; -1: nothing
  for (const Part &part : parts) {
    if (has_starter && last < static_cast<int>(part.ccc)) {
      const UChar32 both =
          done[starter].c < 0 || part.c < 0 ? -1 : nfc.composePair(done[starter].c, part.c);
      if (both >= 0) {
        done[starter].c = both;
        done[starter].change += part.change - 1;
        continue;
      }
    }
    done.push_back(part);
    last = part.ccc;
    if (part.ccc == 0) {
      starter = done.size() - 1;
      has_starter = true;
      last = -1;
    }
  }
  return done;
}

} // namespace

void append_utf8(UChar32 c, std::string &text) {
  if (c < 0) {
    text += static_cast<char>(-1 - c);
    return;
  }
  std::uint8_t bytes[U8_MAX_LENGTH];
  int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, c);
  text.append(reinterpret_cast<const char *>(bytes), static_cast<std::size_t>(length));
}

MappedText MappedText::of(std::string_view text, std::size_t base) {
  MappedText mapped;
  mapped.characters.reserve(text.size());
  const auto *bytes = reinterpret_cast<const std::uint8_t *>(text.data());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    UChar32 c = 0;
    U8_NEXT(bytes, at, text.size(), c);
    if (c >= 0) {
      mapped.characters.push_back({c, base + begin, base + at, 0});
      continue;
    }
    for (std::size_t i = begin; i < at;
         ++i) // what belongs to no character stands for itself, byte by byte
      mapped.characters.push_back({-1 - static_cast<UChar32>(bytes[i]), base + i, base + i + 1, 0});
  }
  return mapped;
}

void MappedText::seal() {
  utf8.clear();
  owner.clear();
  for (std::size_t i = 0; i < characters.size(); ++i) {
    characters[i].at = utf8.size();
    append_utf8(characters[i].c, utf8);
    owner.resize(utf8.size(), static_cast<std::uint32_t>(i));
  }
}

void compose(MappedText &text) {
  auto &characters = text.characters;
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2 *nfc = icu::Normalizer2::getNFCInstance(error);
  const auto is_simple = [](const Character &character) { return character.c < 0x300; };
  if (U_FAILURE(error) || std::all_of(characters.begin(), characters.end(), is_simple))
    return;
  std::vector<Character> made;
  made.reserve(characters.size());
  std::size_t next = 0; // the source character that the next part comes from
  for (const Part &part : composed(decomposed(characters, *nfc), *nfc)) {
    if (part.change <= 0 && next >= characters.size())
      break;
    const Character &source = characters[part.change > 0 && next > 0 ? next - 1 : next];
    made.push_back({part.c, source.begin, source.end, 0});
    if (part.change <= 0)
      next += 1 + static_cast<std::size_t>(-part.change);
  }
  characters = std::move(made);
}

UChar32 lower(UChar32 c) { return c < 0 ? c : u_tolower(c); }

void squeeze_and_lower(MappedText &text) {
  std::vector<Character> made;
  made.reserve(text.characters.size());
  bool after_space = false;
  for (const Character &given : text.characters) {
    const bool space = given.c >= 0 && u_isUWhiteSpace(given.c);
    if (space && after_space) {
      made.back().end = given.end;
      continue;
    }
    after_space = space;
    made.push_back({space ? ' ' : lower(given.c), given.begin, given.end, 0});
    if (given.c == 0x130) // İ, the one letter whose lower case is two characters
      made.push_back({0x307, given.begin, given.end, 0});
  }
  text.characters = std::move(made);
}

} // namespace affect
