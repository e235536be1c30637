#pragma once

#include "batch/journal/journal.h"
#include "batch/run/batch_run.h"
#include "batch/run/decode_pool.h"
#include "batch/run/run_meter.h"
#include "batch/run/thread_budget.h"

#include <chrono>
#include <condition_variable>
#include <set>
#include <thread>

/// What is behind BatchRun; for the .cpp files of this folder.
namespace affect {

struct BatchRun::Impl {
  using Clock = std::chrono::steady_clock;

  BatchOptions options;
  BatchIdentity identity;
  Callbacks callbacks;
  std::unique_ptr<Journal> journal;
  CancelToken cancel;
  int processors = 1;
  RunMeter meter;

  mutable std::mutex mutex;
  std::condition_variable changed;
  bool paused = false, scan_over = false;
  std::set<std::int64_t> in_flight;   ///< handed to the decoders and not in the journal yet
  std::int64_t committed_batches = 0; ///< batches that were in flight and are in the journal
  std::thread scanner, engine;

  // Work queue (run_queue.cpp): what the scanner puts into the journal and the decoders take out.

  /// The scanner's thread: everything that is found goes into the journal, so that nothing of it
  /// stays in memory.
  void scan_inputs();
  void add_found(std::vector<ScanItem> &items);
  /// The next batch's items: those that wait longest and are not on their way. A batch is not begun
  /// with a few items while the scan is about to bring more.
  Result<std::vector<PendingItem>> fetch();
  /// Of the items that wait, those that are not in flight, as many as make a batch.
  std::vector<PendingItem> next_batch(std::vector<PendingItem> pending, std::size_t &size) const;
  void mark_committed(const std::vector<ItemOutcome> &outcomes);

  // Networks (run_engine.cpp).

  /// The engine's thread: it owns the networks.
  void run_engine();
  Result<void> analyze_batches();
  Result<std::unique_ptr<BatchAnalyzer>> load() const;
  Result<void> analyze_and_record(BatchAnalyzer &analyzer, ThreadBudget &budget,
                                  DecodedBatch batch);
  Result<void> record(DecodedBatch batch, std::vector<std::vector<Result<Reading>>> readings);
  bool wait_while_paused();

  void report_progress(bool now = false) {
    if (callbacks.changed && (meter.is_due() || now))
      callbacks.changed();
  }
  void fail(const Error &error) {
    meter.fail(error);
    cancel.cancel();
    changed.notify_all();
  }
};

} // namespace affect
