#include "text/bert_tokenizer.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <fstream>

namespace affect {
namespace {

constexpr std::size_t longest_word = 100;

bool is_chinese(UChar32 c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2CEAF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

// BERT counts all ASCII symbols as punctuation, also those that Unicode calls symbols.
bool is_punctuation(UChar32 c) {
  return (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126) || u_ispunct(c);
}

// The separators of Unicode; of the control characters only these three.
bool is_space(UChar32 c) { return c == '\t' || c == '\n' || c == '\r' || (U_GET_GC_MASK(c) & U_GC_Z_MASK) != 0; }

bool is_dropped(UChar32 c) {
  const auto type = u_charType(c);
  return c == 0 || c == 0xFFFD || type == U_CONTROL_CHAR || type == U_FORMAT_CHAR || type == U_PRIVATE_USE_CHAR;
}

std::string utf8_of(UChar32 c) {
  std::string text;
  icu::UnicodeString(c).toUTF8String(text);
  return text;
}

// Lower case, decomposed, without combining marks: what "uncased" means. May be several code points, or none.
std::vector<UChar32> fold(UChar32 c) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2 *nfd = icu::Normalizer2::getNFDInstance(error);
  icu::UnicodeString decomposed =
      U_SUCCESS(error) ? nfd->normalize(icu::UnicodeString(c), error) : icu::UnicodeString(c);
  std::vector<UChar32> kept;
  for (int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
    const UChar32 part = decomposed.char32At(i);
    if (u_charType(part) != U_NON_SPACING_MARK)
      kept.push_back(u_tolower(part));
  }
  return kept;
}

} // namespace

Result<std::unique_ptr<BertTokenizer>> BertTokenizer::open(const std::filesystem::path &vocabulary, bool lower_case) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(vocabulary, ignored))
    return make_error(ErrorCode::not_found, "There is no such vocabulary file.", vocabulary);
  if (std::filesystem::file_size(vocabulary, ignored) > (64u << 20))
    return make_error(ErrorCode::too_large, "A vocabulary of more than 64 MB is not opened.", vocabulary);
  std::ifstream in(vocabulary, std::ios::binary);
  if (!in)
    return make_error(ErrorCode::unreadable, "The vocabulary cannot be opened; check its permissions.", vocabulary);
  auto tokenizer = std::make_unique<BertTokenizer>();
  tokenizer->lower_case_ = lower_case;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r')
      line.pop_back();
    tokenizer->ids_.emplace(line, static_cast<std::int64_t>(tokenizer->pieces_.size()));
    tokenizer->pieces_.push_back(line);
  }
  const std::pair<const char *, std::int64_t *> needed[] = {{"[PAD]", &tokenizer->pad_},
                                                            {"[UNK]", &tokenizer->unknown_},
                                                            {"[CLS]", &tokenizer->cls_},
                                                            {"[SEP]", &tokenizer->sep_},
                                                            {"[MASK]", &tokenizer->mask_}};
  for (const auto &[name, id] : needed) {
    const auto found = tokenizer->ids_.find(name);
    if (found == tokenizer->ids_.end())
      return make_error(ErrorCode::bad_format, std::string("The vocabulary lacks the token ") + name + ".", vocabulary);
    *id = found->second;
  }
  return tokenizer;
}

std::vector<std::vector<BertTokenizer::Character>> BertTokenizer::words_of(std::string_view text,
                                                                           std::size_t base) const {
  std::vector<std::vector<Character>> words;
  std::vector<Character> word;
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
    const std::vector<UChar32> parts = lower_case_ ? fold(c) : std::vector<UChar32>{c};
    for (UChar32 part : parts) {
      const bool alone = is_chinese(part) || is_punctuation(part);
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

void BertTokenizer::add_word(const std::vector<Character> &word, std::vector<Token> &tokens) const {
  const Token whole{unknown_, word.front().begin, word.back().end, false};
  if (word.size() > longest_word) {
    tokens.push_back(whole);
    return;
  }
  std::vector<Token> found;
  for (std::size_t begin = 0; begin < word.size();) {
    std::string candidate = begin > 0 ? "##" : "";
    std::size_t end = begin;
    std::int64_t id = -1;
    for (std::size_t i = begin; i < word.size(); ++i) {
      candidate += word[i].utf8;
      if (const auto hit = ids_.find(candidate); hit != ids_.end()) {
        id = hit->second;
        end = i + 1;
      }
    }
    if (id < 0) {
      tokens.push_back(whole);
      return;
    }
    found.push_back({id, word[begin].begin, word[end - 1].end, false});
    begin = end;
  }
  tokens.insert(tokens.end(), found.begin(), found.end());
}

std::optional<std::int64_t> BertTokenizer::special_at(std::string_view text, std::size_t at) const {
  for (const std::int64_t id : {pad_, unknown_, cls_, sep_, mask_})
    if (text.substr(at).starts_with(pieces_[static_cast<std::size_t>(id)]))
      return id;
  return std::nullopt;
}

Encoding BertTokenizer::encode(std::string_view text, std::size_t max_tokens) const {
  Encoding encoding;
  encoding.tokens.push_back({cls_, 0, 0, true});
  std::size_t plain = 0; // where the text not yet encoded begins
  const auto add_plain = [&](std::size_t end) {
    for (const auto &word : words_of(text.substr(plain, end - plain), plain))
      add_word(word, encoding.tokens);
  };
  for (std::size_t at = text.find('['); at != std::string_view::npos; at = text.find('[', at)) {
    const auto special = special_at(text, at);
    if (!special) {
      ++at;
      continue;
    }
    add_plain(at);
    const std::size_t end = at + pieces_[static_cast<std::size_t>(*special)].size();
    encoding.tokens.push_back({*special, at, end, false});
    plain = at = end;
  }
  add_plain(text.size());
  close_with(sep_, max_tokens, encoding);
  return encoding;
}

std::string BertTokenizer::piece(std::int64_t id) const {
  return id >= 0 && id < size() ? pieces_[static_cast<std::size_t>(id)] : std::string();
}

bool BertTokenizer::begins_word(std::int64_t id) const { return !piece(id).starts_with("##"); }

bool BertTokenizer::is_special(std::int64_t id) const {
  return id == pad_ || id == unknown_ || id == cls_ || id == sep_ || id == mask_;
}

} // namespace affect
