#pragma once

#include "analysis/batch_analyzer.h"
#include "base/cancel.h"
#include "batch/journal/journal.h"
#include "batch/run/thread_budget.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace affect {

/// An item on its way to the networks.
struct DecodedItem {
  PendingItem item;
  std::string stamp, content; ///< as ItemOutcome's
  bool unchanged = false;
  std::optional<PreparedPost> post; ///< what was decoded; none: unchanged, or an error
  std::optional<Error> error;
};
using DecodedBatch = std::vector<DecodedItem>;

/// Decoders: threads that turn waiting items into batches of prepared posts, in order, a few
/// batches ahead and no more.
class DecodePool {
public:
  /// Gives the items of the next batch; none for good: empty. Called by one decoder at a time; may
  /// take its time. Errors end the pool.
  using Fetch = std::function<Result<std::vector<PendingItem>>()>;

  DecodePool(Fetch fetch, const BatchAnalyzer &analyzer, ThreadBudget &budget, int decoders,
             const CancelToken &cancel);
  /// Stops the decoders, after what each is decoding.
  ~DecodePool();

  /// Waits for the next batch; empty: there is no more, or it was cancelled. Errors: what fetch
  /// said.
  Result<DecodedBatch> next();
  /// Seconds the decoders have worked.
  double seconds() const { return seconds_.load(std::memory_order_relaxed); }

private:
  struct Batch {
    DecodedBatch items;
    std::size_t started = 0, finished = 0;
  };
  void work();
  bool fetch_next(std::unique_lock<std::mutex> &lock);
  void decode(DecodedItem &item);

  static constexpr std::size_t ahead = 3; ///< batches, the one that is being waited for among them
  const Fetch fetch_;
  const BatchAnalyzer &analyzer_;
  ThreadBudget &budget_;
  const CancelToken cancel_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<Batch>> batches_;
  bool fetching_ = false, exhausted_ = false, stopping_ = false;
  std::optional<Error> failure_;
  std::atomic<double> seconds_ = 0;
  std::vector<std::thread> decoders_;
};

} // namespace affect
