#include "dataset/folds.h"

#include <algorithm>
#include <map>
#include <utility>

namespace affect {

std::uint64_t SplitMix64::next() {
  std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ull);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

std::uint64_t SplitMix64::below(std::uint64_t bound) {
  if (bound <= 1)
    return 0;
  // Numbers under 2^64 mod bound would favour the small remainders: draw again.
  const std::uint64_t unfair = (0 - bound) % bound;
  std::uint64_t number = next();
  while (number < unfair)
    number = next();
  return number % bound;
}

void shuffle(std::vector<std::size_t> &items, SplitMix64 &random) {
  for (std::size_t left = items.size(); left > 1; --left)
    std::swap(items[left - 1], items[random.below(left)]);
}

std::vector<int> stratified_folds(std::span<const int> classes, int folds, std::uint64_t seed) {
  std::map<int, std::vector<std::size_t>> items_of;
  for (std::size_t i = 0; i < classes.size(); ++i)
    items_of[classes[i]].push_back(i);
  SplitMix64 random(seed);
  std::vector<int> fold_of(classes.size(), 0);
  // Dealing goes on where the class before stopped, so that the first folds do not collect every class's remainder.
  std::size_t dealt = 0;
  for (auto &[label, items] : items_of) {
    shuffle(items, random);
    for (std::size_t item : items)
      fold_of[item] = static_cast<int>(dealt++ % static_cast<std::size_t>(std::max(folds, 1)));
  }
  return fold_of;
}

} // namespace affect
