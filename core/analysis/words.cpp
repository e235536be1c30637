#include "analysis/words.h"

#include "text/word_breaks.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace affect {
namespace {

bool space_between(const std::string &text, std::size_t from, std::size_t to) {
  // Also wide white space: any byte that belongs to no token and is not part of a letter that was
  // dropped.
  for (std::size_t i = from; i < to && i < text.size(); ++i)
    if (std::isspace(static_cast<unsigned char>(text[i])) ||
        text.compare(i, 3, "\xE3\x80\x80") == 0)
      return true;
  return false;
}

bool begins_with_cjk(const std::string &text, std::size_t at) {
  // UTF-8 lead bytes E3 (kana, CJK symbols) to E9 (ideographs), EA-ED (Hangul), F0 (emoji and rare
  // ideographs).
  const auto lead = at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
  return (lead >= 0xE3 && lead <= 0xED) || lead == 0xF0;
}

} // namespace

void group_words(const std::string &text, const Encoding &encoding, const Tokenizer &tokenizer,
                 Reading &reading) {
  reading.tokens.clear();
  reading.words.clear();
  std::vector<std::size_t> breaks; // asked for once, and only where the writing has no spaces
  const auto is_break = [&](std::size_t at) {
    if (breaks.empty())
      breaks = word_breaks(text);
    return breaks.empty() || std::binary_search(breaks.begin(), breaks.end(), at);
  };
  for (std::size_t i = 0; i < encoding.tokens.size(); ++i) {
    const Token &token = encoding.tokens[i];
    TokenSpan span{token.begin, token.end, -1, tokenizer.piece(token.id)};
    if (!token.added && token.end > token.begin) {
      const int index = static_cast<int>(i);
      const bool overlaps = !reading.words.empty() && token.begin < reading.words.back().end;
      bool joined =
          !reading.words.empty() && !space_between(text, reading.words.back().end, token.begin);
      if (joined &&
          (begins_with_cjk(text, token.begin) || begins_with_cjk(text, reading.words.back().begin)))
        joined =
            !is_break(token.begin); // a tokenizer that cuts Chinese into characters has words, too
      if (overlaps || joined) {
        reading.words.back().end = std::max(reading.words.back().end, token.end);
        reading.words.back().last_token = index;
      } else {
        reading.words.push_back({token.begin, token.end, index, index});
      }
      span.word = static_cast<int>(reading.words.size()) - 1;
    }
    reading.tokens.push_back(std::move(span));
  }
}

void add_word_scores(const Encoding &encoding, const WordBag &words, const torch::Tensor &scores,
                     Reading &reading) {
  if (!words.ids.defined() || !scores.defined())
    return;
  const auto ids = words.ids.contiguous(), values = scores.to(torch::kFloat32).contiguous();
  const int64_t *id = ids.data_ptr<int64_t>(); // by index each number would be a tensor of its own
  const float *value = values.data_ptr<float>();
  std::map<int64_t, float> of_piece;
  for (int64_t i = 0; i < ids.numel(); ++i)
    of_piece[id[i]] = value[i];
  for (WordSpan &word : reading.words) {
    std::set<int64_t> own;
    for (int t = word.first_token; t <= word.last_token; ++t)
      own.insert(encoding.tokens[static_cast<std::size_t>(t)].id);
    float sum = 0;
    for (const int64_t piece : own)
      if (const auto found = of_piece.find(piece); found != of_piece.end())
        sum += found->second;
    word.by_itself = sum;
  }
}

} // namespace affect
