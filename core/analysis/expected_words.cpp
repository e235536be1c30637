#include "analysis/expected_words.h"

#include <algorithm>

namespace affect {
namespace {

constexpr std::size_t words_together = 16, most_candidates = 5;
constexpr int64_t pieces_looked_at = 40;

std::vector<int64_t> ids_of(const Encoding &encoding) {
  std::vector<int64_t> ids;
  for (const Token &token : encoding.tokens)
    ids.push_back(token.id);
  return ids;
}

// The text once for each word from `begin` to `end`, without that word. [words, tokens]
torch::Tensor masked_ids(const std::vector<int64_t> &ids, const Reading &reading, std::size_t begin,
                         std::size_t end, int64_t mask) {
  auto masked = torch::tensor(ids).unsqueeze(0).repeat({static_cast<int64_t>(end - begin), 1});
  for (std::size_t w = begin; w < end; ++w)
    for (int t = reading.words[w].first_token; t <= reading.words[w].last_token; ++t)
      masked[static_cast<int64_t>(w - begin)][t] = mask;
  return masked;
}

// The word that a piece is by itself; empty: it is none.
std::string word_of_piece(const Tokenizer &tokenizer, int64_t id) {
  std::string piece = tokenizer.piece(id);
  if (piece.starts_with("\xE2\x96\x81"))
    piece.erase(0, 3);
  const bool continues =
      piece.size() > 2 && piece.starts_with("##"); // BERT's mark; a word cannot begin so
  return tokenizer.is_special(id) || continues ? std::string() : piece;
}

// What `probabilities` [pieces] say of the word whose first piece is `own`.
ExpectedWord guess(const torch::Tensor &probabilities, int64_t own, const Tokenizer &tokenizer) {
  ExpectedWord word;
  word.own_probability = probabilities[own].item<float>();
  const auto [best, which] = probabilities.topk(std::min(pieces_looked_at, probabilities.size(0)));
  for (int64_t k = 0; k < best.size(0) && word.candidates.size() < most_candidates; ++k)
    if (const auto piece = word_of_piece(tokenizer, which[k].item<int64_t>()); !piece.empty())
      word.candidates.push_back({piece, best[k].item<float>()});
  return word;
}

} // namespace

std::vector<ExpectedWord> expected_words(const LoadedBundle &bundle, const Encoding &encoding,
                                         const Reading &reading, const PostTensors &tensors,
                                         const CancelToken &cancel) {
  std::vector<ExpectedWord> expected;
  if (!bundle.text->has_language_head() || reading.words.empty())
    return expected;
  const Tokenizer &tokenizer = bundle.text->tokenizer();
  const std::vector<int64_t> ids = ids_of(encoding);
  for (std::size_t begin = 0; begin < reading.words.size() && !cancel.cancelled();
       begin += words_together) {
    const std::size_t end = std::min(begin + words_together, reading.words.size());
    const auto hidden =
        bundle.text->encode_ids(masked_ids(ids, reading, begin, end, tokenizer.mask_id()));
    std::vector<PostTensors> posts(end - begin, tensors);
    for (std::size_t i = 0; i < posts.size(); ++i)
      posts[i].text = hidden[static_cast<int64_t>(i)];
    const auto output = bundle.run(collate(posts, bundle.system->config()), false);
    if (!output.language.defined())
      return {};
    for (std::size_t w = begin; w < end; ++w) {
      const int first = reading.words[w].first_token;
      const auto logits = bundle.text->language_logits(
          output.language[static_cast<int64_t>(w - begin)][first].unsqueeze(0));
      expected.push_back(
          guess(torch::softmax(logits[0], -1), ids[static_cast<std::size_t>(first)], tokenizer));
      expected.back().word = static_cast<int>(w);
    }
  }
  return expected;
}

} // namespace affect
