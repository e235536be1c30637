#include "text/siglip_tokenizer.h"

#include "text/tokenizer_file.h"

#include <unicode/uchar.h>

#include <algorithm>

namespace affect {
namespace {

constexpr UChar32 word_start = 0x2581; // ▁
constexpr std::string_view word_start_utf8 = "\xE2\x96\x81";

using Characters = std::vector<MappedText::Character>;

// White space as Python's str.isspace has it.
bool is_space(UChar32 c) { return c >= 0 && (u_isUWhiteSpace(c) || (c >= 0x1C && c <= 0x1F)); }

bool is_ascii_punctuation(UChar32 c) {
  return (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) ||
         (c >= 123 && c <= 126);
}

// Unicode's Final_Sigma: a cased letter before and none after, ignoring case-ignorable characters.
bool is_final_sigma(const Characters &text, std::size_t at) {
  const auto ignorable = [](UChar32 c) {
    return c >= 0 && u_hasBinaryProperty(c, UCHAR_CASE_IGNORABLE);
  };
  const auto cased = [](UChar32 c) { return c >= 0 && u_hasBinaryProperty(c, UCHAR_CASED); };
  std::size_t before = at, after = at + 1;
  while (before > 0 && ignorable(text[before - 1].c))
    --before;
  if (before == 0 || !cased(text[before - 1].c))
    return false;
  while (after < text.size() && ignorable(text[after].c))
    ++after;
  return after == text.size() || !cased(text[after].c);
}

Characters lowered(const Characters &text) {
  Characters made;
  made.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    MappedText::Character character = text[i];
    const UChar32 given = character.c;
    character.c = given == 0x3A3 && is_final_sigma(text, i) ? 0x3C2 : lower(given);
    made.push_back(character);
    if (given == 0x130) { // İ, the one letter whose lower case is two characters
      character.c = 0x307;
      made.push_back(character);
    }
  }
  return made;
}

} // namespace

Result<std::unique_ptr<SiglipTokenizer>> SiglipTokenizer::open(const std::filesystem::path &file,
                                                               const Options &options) {
  AFFECT_TRY(model, SentencePieceModel::open(file));
  std::unique_ptr<SiglipTokenizer> made(new SiglipTokenizer(std::move(model)));
  made->lower_case_ = options.lower_case;
  const std::pair<const std::string *, std::int64_t *> needed[] = {
      {&options.end, &made->end_},
      {&options.unknown, &made->unknown_},
      {&options.pad, &made->pad_}};
  for (const auto &[name, id] : needed) {
    const auto found = made->model_.find(*name);
    if (!found)
      return make_error(ErrorCode::bad_format,
                        "The SentencePiece model lacks the token " + excerpt(*name) +
                            "; download the folder again.",
                        file);
    *id = *found;
    made->added_.add({*name, *found});
  }
  if (made->unknown_ != made->model_.unknown_id())
    return make_error(
        ErrorCode::bad_format,
        "The unknown token is not the SentencePiece model's; download the folder again.", file);
  for (const AddedToken &token : options.added) {
    const auto found = made->model_.find(token.text);
    if (!found || (token.id >= 0 && token.id != *found))
      return make_error(
          ErrorCode::unsupported,
          "The token \"" + excerpt(token.text) +
              "\" was added to the SentencePiece model, which is not read for SigLIP; use a model "
              "without it.",
          file);
    made->added_.add({token.text, *found});
  }
  made->unknown_text_ = options.unknown;
  made->model_.encode(options.unknown, [&](int, std::size_t, std::size_t, std::string_view) {
    ++made->unknown_pieces_;
  });
  return made;
}

MappedText SiglipTokenizer::canonical(std::string_view text, std::size_t base, bool first) const {
  MappedText mapped = MappedText::of(text, base);
  auto &characters = mapped.characters;
  for (auto &character : characters)
    if (character.c == word_start)
      character.c = ' ';
  // The whole text begins with a word; what follows a typed special token does not.
  if (first)
    characters.insert(characters.begin(), {word_start, base, base, 0});
  if (lower_case_)
    characters = lowered(characters);
  Characters kept;
  kept.reserve(characters.size());
  for (MappedText::Character character : characters) {
    if (is_ascii_punctuation(character.c))
      continue;
    if (is_space(character.c)) {
      if (kept.empty() || kept.back().c == ' ')
        continue;
      character.c = ' ';
    }
    if (character.c < 0)
      character.c = 0xFFFD; // the library reads only UTF-8
    kept.push_back(character);
  }
  while (!kept.empty() && kept.back().c == ' ')
    kept.pop_back();
  characters = std::move(kept);
  mapped.seal();
  return mapped;
}

// The unknown token's text goes before each part and its pieces are dropped again, so that the
// library puts no word mark of its own before the part.
void SiglipTokenizer::encode_plain(std::string_view text, std::size_t base, bool first,
                                   std::vector<Token> &tokens) const {
  const MappedText mapped = canonical(text, base, first);
  const auto &characters = mapped.characters;
  const std::size_t prefix = unknown_text_.size();
  std::vector<Token> found;
  model_.encode(unknown_text_ + mapped.utf8, [&](int id, std::size_t begin, std::size_t end,
                                                 std::string_view piece) {
    const auto at = [&](std::size_t byte) { // a byte's character
      byte = byte > prefix ? byte - prefix : 0;
      return byte < mapped.owner.size() ? std::size_t{mapped.owner[byte]} : characters.size();
    };
    if (characters.empty()) {
      found.push_back({id, base, base, false});
      return;
    }
    std::size_t from = std::min(at(begin), characters.size() - 1);
    std::size_t last = end > begin ? at(end - 1) : from;
    last = std::clamp(last, from, characters.size() - 1);
    const auto is_mark = [&](std::size_t i) {
      return characters[i].c == ' ' || characters[i].c == word_start;
    };
    if (piece.starts_with(word_start_utf8)) // the space is not part of the word's place
      while (from < last && is_mark(from))
        ++from;
    // A lone word mark: the first character of what follows, as for XLM-R.
    if (piece == word_start_utf8 && is_mark(from) && from + 1 < characters.size())
      last = ++from;
    while (last > from && characters[last].c == ' ')
      --last;
    found.push_back({id, characters[from].begin, characters[last].end, false});
  });
  const std::size_t dropped = found.size() >= unknown_pieces_ ? unknown_pieces_ : 0;
  tokens.insert(tokens.end(), found.begin() + static_cast<std::ptrdiff_t>(dropped), found.end());
}

Encoding SiglipTokenizer::encode(std::string_view text, std::size_t max_tokens) const {
  Encoding encoding;
  auto &tokens = encoding.tokens;
  const std::size_t room =
      max_tokens > 0 ? std::max<std::size_t>(max_tokens, 1) - 1 : std::string::npos;
  bool first = true;
  added_.split(
      text,
      [&](std::size_t begin, std::size_t end) {
        encode_plain(text.substr(begin, end - begin), begin, first, tokens);
        first = false;
        return tokens.size() <= room;
      },
      [&](const AddedTokens::Found &found) {
        // The text's word mark is left out where a special token follows it at once.
        if (tokens.size() == 1 && model_.piece(tokens[0].id) == word_start_utf8)
          tokens.clear();
        first = false;
        tokens.push_back({found.token->id, found.begin, found.end, false});
        return tokens.size() <= room;
      });
  if (tokens.size() > room) {
    tokens.resize(room);
    encoding.truncated = true;
  }
  if (tokens.empty() || tokens.back().id != end_)
    tokens.push_back({end_, 0, 0, true});
  return encoding;
}

bool SiglipTokenizer::begins_word(std::int64_t id) const {
  return piece(id).starts_with(word_start_utf8);
}

bool SiglipTokenizer::is_special(std::int64_t id) const {
  const auto &known = added_.tokens();
  const bool added = std::any_of(known.begin(), known.end(),
                                 [&](const AddedToken &token) { return token.id == id; });
  return added || id < 0 || id >= size() || id == unknown_ || model_.is_byte(id);
}

} // namespace affect
