#pragma once

#include <cstdint>
#include <vector>

namespace affect {

/// Batches of texts of about the same length: places in `lengths`, shortest first, at most `most`
/// in a batch. A batch ends early where the next text would make more than a sixth of it padding,
/// as soon as it has enough tokens to keep a processor busy.
std::vector<std::vector<std::size_t>> length_buckets(const std::vector<std::size_t> &lengths,
                                                     std::size_t most);

} // namespace affect
