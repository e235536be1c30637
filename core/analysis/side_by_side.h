#pragma once

#include <cstddef>
#include <functional>

namespace affect {

/// Does `count` independent pieces of work, which run networks, by number. With few threads
/// (LibTorch's number: two to four) and at least a piece for each, side by side, each on one
/// thread; else one after another on all of them. Two threads that share every product of a batch
/// wait for each other a hundred times a batch, and what is not a product is not shared at all;
/// with a batch each they do neither (docs/performance.md, Batches). What a piece throws is thrown
/// on; no piece is being done any more when it returns.
void side_by_side(std::size_t count, const std::function<void(std::size_t)> &piece);

/// Whether so many pieces would go side by side.
bool goes_side_by_side(std::size_t count);

} // namespace affect
