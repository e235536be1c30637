#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace affect {

/// Stratified folds: every class is spread over the folds as evenly as it goes (per class and in
/// total the sizes differ by at most one). The same classes and seed give the same folds
/// everywhere.
/// @param classes  class of every item, any numbers
/// @param folds  at least 1
/// @return fold of every item, 0 … folds - 1
std::vector<int> stratified_folds(std::span<const int> classes, int folds, std::uint64_t seed);

/// Folds that keep groups whole (a speaker, a video): the groups, shuffled by seed and then by
/// size, each go to the fold that has the fewest items yet. An item without a name of a group is on
/// its own. The same groups and seed give the same folds everywhere.
std::vector<int> grouped_folds(std::span<const std::string> groups, int folds, std::uint64_t seed);

} // namespace affect
