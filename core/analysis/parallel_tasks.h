#pragma once

#include <cstddef>
#include <functional>

namespace affect {

/// Runs `count` independent tasks, which run networks, by their number. With few threads
/// (LibTorch's number: two to four) and at least one task for each, tasks run at the same time,
/// each on one thread; else one after another on all threads. Two threads that share every product
/// of a batch wait for each other a hundred times a batch, and what is not a product is not shared
/// at all; with a batch each they do neither (docs/performance.md, Batches). An exception of a task
/// is thrown on once no task runs any more.
void run_in_parallel(std::size_t count, const std::function<void(std::size_t)> &task);

/// Whether so many tasks would run at the same time.
bool runs_in_parallel(std::size_t count);

} // namespace affect
