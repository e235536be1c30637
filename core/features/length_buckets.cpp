#include "features/length_buckets.h"

#include <algorithm>
#include <numeric>

namespace affect {
namespace {

constexpr std::size_t enough_tokens = 256; // rows of a matrix product
constexpr double most_padding = 1.0 / 6;

} // namespace

std::vector<std::vector<std::size_t>> length_buckets(const std::vector<std::size_t> &lengths,
                                                     std::size_t most) {
  std::vector<std::size_t> order(lengths.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return lengths[a] < lengths[b]; });
  std::vector<std::vector<std::size_t>> buckets;
  std::size_t tokens = 0;
  for (const std::size_t at : order) {
    const std::size_t length = lengths[at];
    if (!buckets.empty()) {
      const double padded = static_cast<double>(length * (buckets.back().size() + 1));
      const bool wasteful = static_cast<double>(tokens + length) < (1 - most_padding) * padded;
      if (buckets.back().size() < most && !(wasteful && tokens >= enough_tokens)) {
        buckets.back().push_back(at);
        tokens += length;
        continue;
      }
    }
    buckets.push_back({at});
    tokens = length;
  }
  return buckets;
}

} // namespace affect
