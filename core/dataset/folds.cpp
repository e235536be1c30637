#include "dataset/folds.h"

#include "base/random.h"

#include <algorithm>
#include <map>
#include <utility>

namespace affect {

namespace {

// Uniform in 0 … bound - 1 without bias, so that no fold is favoured by rounding.
std::uint64_t draw_below(Random &random, std::uint64_t bound) {
  // Numbers under 2^64 mod bound would favour the small remainders: draw again.
  const std::uint64_t unfair = (0 - bound) % bound;
  std::uint64_t number = random.next();
  while (number < unfair)
    number = random.next();
  return number % bound;
}

void shuffle(std::vector<std::size_t> &items, Random &random) {
  for (std::size_t left = items.size(); left > 1; --left)
    std::swap(items[left - 1], items[draw_below(random, left)]);
}

} // namespace

std::vector<int> stratified_folds(std::span<const int> classes, int folds, std::uint64_t seed) {
  std::map<int, std::vector<std::size_t>> items_of;
  for (std::size_t i = 0; i < classes.size(); ++i)
    items_of[classes[i]].push_back(i);
  Random random(seed);
  std::vector<int> fold_of(classes.size(), 0);
  // Dealing goes on where the class before stopped, so that the first folds do not collect every
  // class's remainder.
  std::size_t dealt = 0;
  for (auto &[label, items] : items_of) {
    shuffle(items, random);
    for (std::size_t item : items)
      fold_of[item] = static_cast<int>(dealt++ % static_cast<std::size_t>(std::max(folds, 1)));
  }
  return fold_of;
}

std::vector<int> grouped_folds(std::span<const std::string> groups, int folds, std::uint64_t seed) {
  std::map<std::pair<std::string, std::size_t>, std::vector<std::size_t>> items_of;
  for (std::size_t i = 0; i < groups.size(); ++i)
    items_of[{groups[i], groups[i].empty() ? i : 0}].push_back(i);
  std::vector<const std::vector<std::size_t> *> order;
  std::vector<std::size_t> places;
  for (const auto &[name, items] : items_of) {
    places.push_back(order.size());
    order.push_back(&items);
  }
  Random random(seed);
  shuffle(places, random);
  std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
    return order[a]->size() > order[b]->size();
  });
  std::vector<int> fold_of(groups.size(), 0);
  std::vector<std::size_t> filled(static_cast<std::size_t>(std::max(folds, 1)), 0);
  for (const std::size_t place : places) {
    const auto emptiest = std::min_element(filled.begin(), filled.end()) - filled.begin();
    for (const std::size_t item : *order[place])
      fold_of[item] = static_cast<int>(emptiest);
    filled[static_cast<std::size_t>(emptiest)] += order[place]->size();
  }
  return fold_of;
}

} // namespace affect
