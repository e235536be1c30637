#include "text/xlm_roberta_tokenizer.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <optional>

namespace affect {
namespace {

constexpr std::string_view word_start = "\xE2\x96\x81"; // ▁
constexpr std::int64_t unknown_id = 3;

struct Special {
  std::string_view text;
  std::int64_t id; // -1: the mask, whose id depends on the model
};
constexpr std::array<Special, 5> specials{
    {{"<s>", 0}, {"<pad>", 1}, {"</s>", 2}, {"<unk>", 3}, {"<mask>", -1}}};

const std::uint8_t *bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t *>(text.data());
}

// The code point at `at` and where the next one begins; malformed bytes count one by one.
std::pair<UChar32, std::size_t> code_point(std::string_view text, std::size_t at) {
  auto next = static_cast<int32_t>(at);
  UChar32 c = 0;
  U8_NEXT(bytes_of(text), next, static_cast<int32_t>(text.size()), c);
  return {c, static_cast<std::size_t>(next)};
}

// What the normaliser of SentencePiece (nmt_nfkc) makes a space or drops; the other control
// characters it keeps.
bool is_blank(UChar32 c) {
  return (c > 0 && c <= 0x20) || c == 0x7F || c == 0x8F || c == 0x9F ||
         (c >= 0x200B && c <= 0x200F) || c == 0x2581 || c == 0xFEFF || c == 0xFFFD ||
         (U_GET_GC_MASK(c) & U_GC_Z_MASK) != 0;
}

std::size_t skip_blank(std::string_view text, std::size_t begin, std::size_t end) {
  while (begin < end) {
    const auto [c, next] = code_point(text, begin);
    if (c < 0 || !is_blank(c))
      break;
    begin = next;
  }
  return begin;
}

// Where the code point that holds the byte `at` begins; a byte that belongs to none stands for
// itself.
std::size_t to_boundary_before(std::string_view text, std::size_t at) {
  auto i = static_cast<int32_t>(at);
  if (at < text.size())
    U8_SET_CP_START(bytes_of(text), 0, i);
  return static_cast<std::size_t>(i);
}

std::size_t to_boundary_after(std::string_view text, std::size_t at) {
  auto i = static_cast<int32_t>(at);
  U8_SET_CP_LIMIT(bytes_of(text), 0, i, static_cast<int32_t>(text.size()));
  return static_cast<std::size_t>(i);
}

std::size_t trim_space_end(std::string_view text, std::size_t begin, std::size_t end) {
  while (end > begin) {
    const std::size_t last = to_boundary_before(text, end - 1);
    const UChar32 c = code_point(text, last).first;
    if (!u_isUWhiteSpace(c))
      break;
    end = last;
  }
  return end;
}

// True where normalisation joined `c` to the character before it (an accent, a voiced mark, a vowel
// sign): it could be joined, and it does not stand in the piece on its own.
bool is_composed_away(UChar32 c, std::string_view piece) {
  if (c < 0x300) // the first combining mark
    return false;
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2 *nfkc = icu::Normalizer2::getNFKCInstance(error);
  if (U_FAILURE(error))
    return false;
  const UChar32 own = nfkc->normalize(icu::UnicodeString(c), error).char32At(0);
  if (U_FAILURE(error) || u_getIntPropertyValue(own, UCHAR_NFC_QUICK_CHECK) != UNORM_MAYBE)
    return false;
  return icu::UnicodeString::fromUTF8({piece.data(), static_cast<int32_t>(piece.size())})
             .indexOf(own) < 0;
}

// Moves `end` before blanks and composed marks, at most to the end of the first character.
std::size_t trim_end(std::string_view text, std::size_t begin, std::size_t end,
                     std::string_view piece) {
  for (;;) {
    const std::size_t last = end > begin ? to_boundary_before(text, end - 1) : begin;
    if (last <= begin)
      return end;
    const UChar32 c = code_point(text, last).first;
    if (c < 0 || !(is_blank(c) || is_composed_away(c, piece)))
      return end;
    end = last;
  }
}

Token token_of(std::string_view text, std::size_t base, int id, std::size_t begin, std::size_t end,
               std::string_view piece) {
  begin = to_boundary_before(text, begin);
  end = std::min(end, text.size());
  if (piece.starts_with(word_start))
    begin = skip_blank(text, begin, text.size());
  // A lone word mark, or one of several pieces of a character that normalisation expanded: the
  // whole character.
  if (end <= begin || piece == word_start)
    end = begin < text.size() ? code_point(text, begin).second : begin;
  end = std::max(begin, trim_end(text, begin, to_boundary_after(text, end), piece));
  return {id == 0 ? unknown_id : static_cast<std::int64_t>(id) + 1, base + begin, base + end,
          false};
}

} // namespace

Result<std::unique_ptr<XlmRobertaTokenizer>>
XlmRobertaTokenizer::open(const std::filesystem::path &model) {
  AFFECT_TRY(opened, SentencePieceModel::open(model));
  return make(std::move(opened), model);
}

Result<std::unique_ptr<XlmRobertaTokenizer>>
XlmRobertaTokenizer::make(SentencePieceModel model, const std::filesystem::path &file) {
  if (model.unknown_id() != 0 || model.begin_id() != 1 || model.end_id() != 2)
    return make_error(
        ErrorCode::bad_format,
        "The SentencePiece model does not number <unk>, <s> and </s> as 0, 1 and 2, as XLM-R's do.",
        file);
  return std::unique_ptr<XlmRobertaTokenizer>(new XlmRobertaTokenizer(std::move(model)));
}

void XlmRobertaTokenizer::encode_plain(std::string_view text, std::size_t base,
                                       std::vector<Token> &tokens) const {
  model_.encode(text, [&](int id, std::size_t begin, std::size_t end, std::string_view piece) {
    tokens.push_back(token_of(text, base, id, begin, end, piece));
  });
}

Encoding XlmRobertaTokenizer::encode(std::string_view text, std::size_t max_tokens) const {
  Encoding encoding;
  auto &tokens = encoding.tokens;
  tokens.push_back({0, 0, 0, true});
  std::size_t plain = 0; // where the text not yet encoded begins
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at)) {
    const auto special = std::find_if(specials.begin(), specials.end(), [&](const Special &s) {
      return text.substr(at).starts_with(s.text);
    });
    if (special == specials.end()) {
      ++at;
      continue;
    }
    const bool mask = special->id < 0;
    // The mask takes the spaces before it.
    const std::size_t begin = mask ? std::max(plain, trim_space_end(text, plain, at)) : at;
    if (at > plain)
      encode_plain(text.substr(plain, begin - plain), plain, tokens);
    tokens.push_back({mask ? mask_id() : special->id, begin, at + special->text.size(), false});
    plain = at += special->text.size();
  }
  if (plain < text.size())
    encode_plain(text.substr(plain), plain, tokens);
  close_with(2, max_tokens, encoding);
  return encoding;
}

std::string XlmRobertaTokenizer::piece(std::int64_t id) const {
  if (id == mask_id())
    return "<mask>";
  if (id >= 0 && id < 4)
    return std::string(specials[static_cast<std::size_t>(id)].text);
  if (id < 0 || id >= size())
    return {};
  return model_.piece(id - 1);
}

bool XlmRobertaTokenizer::begins_word(std::int64_t id) const {
  return piece(id).starts_with(word_start);
}

bool XlmRobertaTokenizer::is_special(std::int64_t id) const {
  return id < 4 || id >= mask_id() || model_.is_byte(id - 1);
}

} // namespace affect
