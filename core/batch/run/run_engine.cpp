#include "batch/run/batch_run_impl.h"

#include "batch/journal/journal_rows.h"
#include "batch/journal/stored_reading.h"

#include <algorithm>

namespace affect {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// On a machine of many processors a network does not gain from the last ones, and decoders have
// them beside it.
int network_threads(int processors) {
  return processors > 4 ? processors - std::max(1, processors / 8) : processors;
}

// What becomes of an item of which every model has made a reading or an error. The readings that
// are stored stay in `readings`; none where one model failed.
void add_readings(std::vector<Result<Reading>> results, ItemOutcome &outcome,
                  std::vector<Reading> &readings) {
  for (Result<Reading> &one : results) {
    if (!one.ok()) {
      outcome.error = one.error();
      continue;
    }
    outcome.preview = preview_of(one->text);
    outcome.readings.push_back(store(*one));
    readings.push_back(std::move(*one));
  }
  if (outcome.error)
    outcome.readings.clear(), readings.clear();
}

} // namespace

Result<std::unique_ptr<BatchAnalyzer>> BatchRun::Impl::load() const {
  std::vector<AnalyzerOptions> models;
  for (const BatchModel &model : identity.models) {
    AnalyzerOptions one;
    one.bundle = model.folder;
    one.device = options.device;
    one.precision = precision_called(identity.precision);
    one.threads = network_threads(processors);
    models.push_back(std::move(one));
  }
  return BatchAnalyzer::open(models);
}

bool BatchRun::Impl::wait_while_paused() {
  std::unique_lock lock(mutex);
  if (!paused || cancel.cancelled())
    return !cancel.cancelled();
  meter.pause();
  lock.unlock();
  report_progress(true);
  lock.lock();
  while (paused && !cancel.cancelled())
    changed.wait_for(lock, std::chrono::milliseconds(200));
  meter.resume();
  lock.unlock();
  report_progress(true);
  return !cancel.cancelled();
}

void BatchRun::Impl::run_engine() {
  Result<void> result;
  try {
    result = analyze_batches();
  } catch (const std::exception &error) {
    result = make_error(ErrorCode::internal, std::string("The run failed: ") + error.what());
  }
  if (!result.ok())
    fail(result.error());
  scanner.join();
  meter.end(cancel.cancelled());
  journal.reset(); // lets go of the lock
  report_progress(true);
}

Result<void> BatchRun::Impl::analyze_batches() {
  AFFECT_TRY(analyzer, load());
  ThreadBudget budget(processors);
  DecodePool pool([this] { return fetch(); }, *analyzer, budget, processors, cancel);
  meter.start();
  report_progress(true);
  while (wait_while_paused()) {
    const auto begin = Clock::now();
    AFFECT_TRY(batch, pool.next());
    meter.waited(seconds_since(begin));
    if (batch.empty() || cancel.cancelled())
      break;
    if (auto done = analyze_and_record(*analyzer, budget, std::move(batch)); !done.ok()) {
      fail(done.error()); // or the pool would wait for the end of the scan
      return done;
    }
    meter.decoded(pool.seconds());
    meter.analysed(analyzer->times());
    report_progress();
  }
  return {};
}

Result<void> BatchRun::Impl::analyze_and_record(BatchAnalyzer &analyzer, ThreadBudget &budget,
                                                DecodedBatch batch) {
  std::vector<PreparedPost> posts;
  for (DecodedItem &item : batch)
    if (item.post)
      posts.push_back(std::move(*item.post));
  auto share = budget.many(network_threads(processors));
  auto readings = analyzer.analyze(posts);
  share.shrink_to(1);
  posts.clear();
  return record(std::move(batch), std::move(readings));
}

Result<void> BatchRun::Impl::record(DecodedBatch batch,
                                    std::vector<std::vector<Result<Reading>>> results) {
  const auto begin = Clock::now();
  std::vector<ItemOutcome> outcomes;
  std::vector<std::vector<Reading>> readings(batch.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    DecodedItem &item = batch[i];
    ItemOutcome outcome{
        item.item.id, std::move(item.stamp), std::move(item.content), item.unchanged, {},
        {},           std::move(item.error)};
    if (item.post)
      add_readings(std::move(results[next++]), outcome, readings[i]);
    outcomes.push_back(std::move(outcome));
  }
  AFFECT_CHECK(journal->record(outcomes));
  std::int64_t done = 0, failed = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    ++(outcomes[i].error ? failed : done);
    if (callbacks.item && !outcomes[i].unchanged)
      callbacks.item(batch[i].item.source, readings[i], outcomes[i].error);
  }
  mark_committed(outcomes);
  meter.finished(journal->counts(), done, failed,
                 journal::name_of_item(batch.back().item.source, ""));
  meter.wrote(seconds_since(begin));
  return {};
}

} // namespace affect
