#include "text/bert_tokenizer.h"

#include "text/mapped_text.h"
#include "text/tokenizer_file.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <iterator>

namespace affect {
namespace {

constexpr std::size_t longest_word = 100;

bool is_chinese(UChar32 c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
         (c >= 0x20000 && c <= 0x2CEAF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x2F800 && c <= 0x2FA1F);
}

// BERT counts all ASCII symbols as punctuation, also those that Unicode calls symbols.
bool is_punctuation(UChar32 c) {
  return (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) ||
         (c >= 123 && c <= 126) || u_ispunct(c);
}

// The separators of Unicode; of the control characters only these three.
bool is_space(UChar32 c) {
  return c == '\t' || c == '\n' || c == '\r' || (U_GET_GC_MASK(c) & U_GC_Z_MASK) != 0;
}

bool is_dropped(UChar32 c) {
  const auto type = u_charType(c);
  return c == 0 || c == 0xFFFD || type == U_CONTROL_CHAR || type == U_FORMAT_CHAR ||
         type == U_PRIVATE_USE_CHAR;
}

std::string utf8_of(UChar32 c) {
  std::string text;
  append_utf8(c, text);
  return text;
}

} // namespace

Result<std::unique_ptr<BertTokenizer>> BertTokenizer::open(const std::filesystem::path &vocabulary,
                                                           bool lower_case) {
  BertOptions options;
  options.lower_case = lower_case;
  return open(vocabulary, options);
}

Result<std::unique_ptr<BertTokenizer>> BertTokenizer::open(const std::filesystem::path &vocabulary,
                                                           const BertOptions &options) {
  AFFECT_TRY(pieces, read_vocabulary_lines(vocabulary));
  return make(std::move(pieces), options, vocabulary);
}

Result<std::unique_ptr<BertTokenizer>> BertTokenizer::make(Vocabulary vocabulary,
                                                           const BertOptions &options,
                                                           const std::filesystem::path &file) {
  auto tokenizer = std::make_unique<BertTokenizer>();
  tokenizer->lower_case_ = options.lower_case;
  tokenizer->strip_accents_ = options.strip_accents.value_or(options.lower_case);
  tokenizer->split_chinese_ = options.split_chinese;
  tokenizer->cut_unknown_words_ = options.cut_unknown_words;
  std::vector<AddedToken> added = options.added;
  AFFECT_CHECK(vocabulary.take(added, file));
  const std::pair<const std::string *, std::int64_t *> needed[] = {
      {&options.pad, &tokenizer->pad_},
      {&options.unknown, &tokenizer->unknown_},
      {&options.cls, &tokenizer->cls_},
      {&options.sep, &tokenizer->sep_},
      {&options.mask, &tokenizer->mask_}};
  for (const AddedToken &token : added) {
    const bool own = std::any_of(std::begin(needed), std::end(needed),
                                 [&](const auto &named) { return *named.first == token.text; });
    if (token.normalized && !own)
      return make_error(
          ErrorCode::unsupported,
          "The added token \"" + excerpt(token.text) +
              "\" is to be looked for after cleaning the text, which is not done for this kind of "
              "tokenizer; use a model without it.",
          file);
    tokenizer->added_.add(token);
  }
  for (const auto &[name, id] : needed) {
    const auto found = vocabulary.find(*name);
    if (!found)
      return make_error(ErrorCode::bad_format,
                        "The vocabulary lacks the token " + excerpt(*name) + ".", file);
    *id = *found;
    const auto &known = tokenizer->added_.tokens();
    if (std::none_of(known.begin(), known.end(),
                     [&, text = *name](const auto &token) { return token.text == text; }))
      tokenizer->added_.add({*name, *found});
  }
  tokenizer->vocabulary_ = std::move(vocabulary);
  return tokenizer;
}

// "Uncased": lower case, decomposed, without combining marks. May be several code points, or none.
void BertTokenizer::fold(char32_t c, std::vector<char32_t> &folded) const {
  folded.clear();
  const auto add = [&](UChar32 part) {
    folded.push_back(static_cast<char32_t>(lower_case_ ? lower(part) : part));
    if (lower_case_ && part == 0x130) // İ, the one letter whose lower case is two characters
      folded.push_back(0x307);
  };
  const auto given = static_cast<UChar32>(c);
  if (!strip_accents_) {
    add(given);
    return;
  }
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2 *nfd = icu::Normalizer2::getNFDInstance(error);
  icu::UnicodeString decomposed(given);
  if (U_SUCCESS(error) && given >= 0xC0)
    nfd->getDecomposition(given, decomposed);
  for (int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1))
    if (const UChar32 part = decomposed.char32At(i); u_charType(part) != U_NON_SPACING_MARK)
      add(part);
}

std::vector<std::vector<BertTokenizer::Character>> BertTokenizer::words_of(std::string_view text,
                                                                           std::size_t base) const {
  std::vector<std::vector<Character>> words;
  std::vector<Character> word;
  std::vector<char32_t> parts;
  const auto close = [&] {
    if (!word.empty())
      words.push_back(std::move(word));
    word.clear();
  };
  const auto *bytes = reinterpret_cast<const std::uint8_t *>(text.data());
  for (int32_t at = 0; at < static_cast<int32_t>(text.size());) {
    const auto begin = base + static_cast<std::size_t>(at);
    UChar32 c = 0;
    U8_NEXT(bytes, at, static_cast<int32_t>(text.size()), c);
    const auto end = base + static_cast<std::size_t>(at);
    if (c < 0)
      continue;
    if (is_space(c)) {
      close();
      continue;
    }
    if (is_dropped(c))
      continue;
    fold(static_cast<char32_t>(c), parts);
    for (const char32_t folded : parts) {
      const auto part = static_cast<UChar32>(folded);
      const bool alone = (split_chinese_ && is_chinese(part)) || is_punctuation(part);
      if (alone)
        close();
      word.push_back({utf8_of(part), begin, end});
      if (alone)
        close();
    }
  }
  close();
  return words;
}

std::int64_t BertTokenizer::longest_piece(const std::vector<Character> &word, std::size_t begin,
                                          bool begins, std::size_t &end) const {
  std::string candidate = begins ? "" : "##";
  std::int64_t id = -1;
  for (std::size_t i = begin; i < word.size(); ++i) {
    candidate += word[i].utf8;
    if (const auto hit = vocabulary_.find(candidate)) {
      id = *hit;
      end = i + 1;
    }
  }
  return id;
}

void BertTokenizer::add_word(const std::vector<Character> &word, std::vector<Token> &tokens) const {
  const Token whole{unknown_, word.front().begin, word.back().end, false};
  if (word.size() > longest_word) {
    tokens.push_back(whole);
    return;
  }
  std::vector<Token> found;
  bool after_unknown = false;
  for (std::size_t begin = 0, end = 0; begin < word.size(); begin = end) {
    std::int64_t id = longest_piece(word, begin, begin == 0 || after_unknown, end);
    if (id < 0 && !cut_unknown_words_) {
      tokens.push_back(whole);
      return;
    }
    if (id < 0 && begin > 0 &&
        !after_unknown) // an emoji, say, that is known only as a word of its own
      id = longest_piece(word, begin, true, end);
    if (id >= 0) {
      found.push_back({id, word[begin].begin, word[end - 1].end, false});
    } else {
      end = begin + 1;
      if (after_unknown)
        found.back().end = word[begin].end;
      else
        found.push_back({unknown_, word[begin].begin, word[begin].end, false});
    }
    after_unknown = id < 0;
  }
  tokens.insert(tokens.end(), found.begin(), found.end());
}

Encoding BertTokenizer::encode(std::string_view text, std::size_t max_tokens) const {
  Encoding encoding;
  encoding.tokens.push_back({cls_, 0, 0, true});
  added_.split(
      text,
      [&](std::size_t begin, std::size_t end) {
        for (const auto &word : words_of(text.substr(begin, end - begin), begin)) {
          add_word(word, encoding.tokens);
          if (is_full(max_tokens, encoding))
            return false;
        }
        return true;
      },
      [&](const AddedTokens::Found &found) {
        encoding.tokens.push_back({found.token->id, found.begin, found.end, false});
        return !is_full(max_tokens, encoding);
      });
  close_with(sep_, max_tokens, encoding);
  return encoding;
}

std::string BertTokenizer::piece(std::int64_t id) const {
  return id >= 0 && id < size() ? vocabulary_.pieces[static_cast<std::size_t>(id)] : std::string();
}

bool BertTokenizer::begins_word(std::int64_t id) const { return !piece(id).starts_with("##"); }

bool BertTokenizer::is_special(std::int64_t id) const {
  return id == pad_ || id == unknown_ || id == cls_ || id == sep_ || id == mask_;
}

} // namespace affect
