#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace affect {

/// SplitMix64 (Steele, Lea & Flood 2014): the same numbers from the same seed on every machine and standard library.
class SplitMix64 {
public:
  explicit SplitMix64(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  /// Uniform in 0 … bound - 1, without bias; `bound` at least 1.
  std::uint64_t below(std::uint64_t bound);

private:
  std::uint64_t state_;
};

/// Fisher–Yates with SplitMix64; unlike std::shuffle the same on every machine.
void shuffle(std::vector<std::size_t> &items, SplitMix64 &random);

/// Stratified folds: every class is spread over the folds as evenly as it goes (per class and in total the sizes differ
/// by at most one). The same classes and seed give the same folds everywhere.
/// @param classes  class of every item, any numbers
/// @param folds  at least 1
/// @return fold of every item, 0 … folds - 1
std::vector<int> stratified_folds(std::span<const int> classes, int folds, std::uint64_t seed);

} // namespace affect
