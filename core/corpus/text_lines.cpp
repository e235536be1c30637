#include "corpus/text_lines.h"

#include <algorithm>
#include <cctype>
#include <numeric>

namespace affect {

TokenizedLine tokenize_line(const Tokenizer &tokenizer, const std::string &text,
                            std::size_t max_tokens) {
  std::vector<int32_t> word_at(text.size() + 1, -1);
  int32_t word = -1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool space = std::isspace(static_cast<unsigned char>(text[i])) != 0;
    if (!space && (i == 0 || std::isspace(static_cast<unsigned char>(text[i - 1]))))
      ++word;
    word_at[i] = space ? -1 : word;
  }
  TokenizedLine line;
  line.word_count = word + 1;
  for (const Token &token : tokenizer.encode(text, max_tokens).tokens) {
    line.ids.push_back(static_cast<int32_t>(token.id));
    line.words.push_back(token.added ? -1 : word_at[std::min(token.begin, text.size())]);
  }
  return line;
}

TokenBatch pad_batch(const std::vector<const TokenizedLine *> &lines, int64_t pad_id) {
  std::size_t longest = 1;
  for (const auto *line : lines)
    longest = std::max(longest, line->ids.size());
  const auto rows = static_cast<int64_t>(lines.size()), columns = static_cast<int64_t>(longest);
  TokenBatch batch;
  batch.ids = torch::full({rows, columns}, pad_id, torch::kInt64);
  batch.mask = torch::zeros({rows, columns});
  batch.words = torch::full({rows, columns}, -1, torch::kInt64);
  auto ids = batch.ids.accessor<int64_t, 2>();
  auto words = batch.words.accessor<int64_t, 2>();
  auto mask = batch.mask.accessor<float, 2>();
  for (int64_t r = 0; r < rows; ++r) {
    const TokenizedLine &line = *lines[static_cast<std::size_t>(r)];
    for (std::size_t c = 0; c < line.ids.size(); ++c) {
      const auto column = static_cast<int64_t>(c);
      ids[r][column] = line.ids[c];
      mask[r][column] = 1;
      if (line.words[c] >= 0)
        words[r][column] = batch.word_count + line.words[c];
    }
    batch.word_count += line.word_count;
  }
  return batch;
}

std::vector<std::vector<std::size_t>> bucketed_batches(const std::vector<std::size_t> &lengths,
                                                       std::size_t batch_size, Random &random) {
  std::vector<std::size_t> order(lengths.size());
  std::iota(order.begin(), order.end(), 0);
  random.shuffle(order);
  const std::size_t window = batch_size * 50;
  std::vector<std::vector<std::size_t>> batches;
  for (std::size_t begin = 0; begin < order.size(); begin += window) {
    const auto first = order.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last =
        order.begin() + static_cast<std::ptrdiff_t>(std::min(begin + window, order.size()));
    std::stable_sort(first, last,
                     [&](std::size_t a, std::size_t b) { return lengths[a] < lengths[b]; });
    for (auto at = first; at < last;
         at += std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(batch_size), last - at))
      batches.emplace_back(
          at, at + std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(batch_size), last - at));
  }
  random.shuffle(batches);
  return batches;
}

Masked mask_tokens(const torch::Tensor &ids, const Tokenizer &tokenizer, double share,
                   Random &random) {
  Masked masked;
  masked.ids = ids.clone();
  std::vector<int64_t> positions, targets;
  int64_t *id = masked.ids.data_ptr<int64_t>();
  // Ids below are special tokens, and a random token is never the last one, which is XLM-R's mask.
  const int64_t first_ordinary = 4, vocabulary = tokenizer.size();
  for (int64_t i = 0; i < masked.ids.numel(); ++i) {
    if (id[i] < first_ordinary || id[i] == tokenizer.mask_id() || random.uniform() >= share)
      continue;
    positions.push_back(i);
    targets.push_back(id[i]);
    const double draw = random.uniform();
    if (draw < 0.8)
      id[i] = tokenizer.mask_id();
    else if (draw < 0.9)
      id[i] = first_ordinary + static_cast<int64_t>(random.below(
                                   static_cast<std::uint64_t>(vocabulary - 1 - first_ordinary)));
  }
  masked.positions = torch::tensor(positions, torch::kInt64);
  masked.targets = torch::tensor(targets, torch::kInt64);
  return masked;
}

} // namespace affect
