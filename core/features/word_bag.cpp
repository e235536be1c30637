#include "features/word_bag.h"

#include <cmath>
#include <set>

namespace affect {

WordBag word_bag(const Encoding &encoding, const Tokenizer &tokenizer) {
  std::set<int64_t> pieces;
  for (const Token &token : encoding.tokens)
    if (!token.added && !tokenizer.is_special(token.id))
      pieces.insert(token.id);
  if (pieces.empty())
    return {};
  const std::vector<int64_t> ids(pieces.begin(), pieces.end());
  std::vector<float> weights;
  double squares = 0;
  for (const int64_t id : ids) {
    const double weight = std::log1p(static_cast<double>(id));
    weights.push_back(static_cast<float>(weight));
    squares += weight * weight;
  }
  return {torch::tensor(ids), torch::tensor(weights) / std::sqrt(std::max(squares, 1e-12))};
}

} // namespace affect
