#include "batch/run/batch_run.h"

#include "base/cpu.h"
#include "batch/journal/journal.h"
#include "batch/journal/journal_rows.h"
#include "batch/journal/stored_reading.h"
#include "batch/run/decode_pool.h"
#include "batch/run/run_meter.h"
#include "batch/run/thread_budget.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <set>
#include <thread>

namespace affect {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t batch_posts = 32;   // what the end of the process may cost at most
constexpr std::size_t clip_counts_as = 8; // a clip's frames take 12 MB
constexpr std::size_t scan_batch = 1000;  // items that go into the journal together
constexpr std::chrono::milliseconds scan_patience{100};

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// On a machine of many processors a network does not gain from the last ones, and decoders have
// them beside it.
int network_threads(int processors) {
  return processors > 4 ? processors - std::max(1, processors / 8) : processors;
}

} // namespace

struct BatchRun::Impl {
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
  std::set<std::int64_t> in_flight; ///< handed to the decoders and not in the journal yet
  std::int64_t landed = 0;          ///< batches that were in flight and are in the journal
  std::thread scanner, engine;

  void search();
  void note_found(std::vector<ScanItem> &items);
  Result<std::vector<PendingItem>> fetch();
  void work();
  Result<void> compute();
  Result<std::unique_ptr<BatchAnalyzer>> load() const;
  Result<void> finish(BatchAnalyzer &analyzer, ThreadBudget &budget, DecodedBatch batch);
  bool wait_while_paused();
  void tell(bool now = false) {
    if (callbacks.changed && (meter.is_time_to_tell() || now))
      callbacks.changed();
  }
  void fail(const Error &error) {
    meter.fail(error);
    cancel.cancel();
    changed.notify_all();
  }
};

// The scanner's thread: everything that is found goes into the journal, so that nothing of it stays
// in memory.
void BatchRun::Impl::search() {
  std::vector<ScanItem> found;
  auto last = Clock::now();
  scan(
      options.inputs, options.scan,
      [&](ScanItem item) {
        found.push_back(std::move(item));
        if (found.size() >= scan_batch || Clock::now() - last >= scan_patience) {
          note_found(found);
          last = Clock::now();
        }
        return !cancel.cancelled();
      },
      cancel);
  note_found(found);
  if (!cancel.cancelled()) {
    if (auto noted = journal->set_scan_complete(true); !noted.ok())
      fail(noted.error());
    meter.scan_complete(journal->counts());
  }
  {
    std::lock_guard lock(mutex);
    scan_over = true;
  }
  changed.notify_all();
  tell(true);
}

void BatchRun::Impl::note_found(std::vector<ScanItem> &items) {
  if (!items.empty() && !cancel.cancelled()) {
    if (auto added = journal->add(items); !added.ok())
      return fail(added.error());
    meter.counts(journal->counts());
    changed.notify_all();
    tell();
  }
  items.clear();
}

// The next batch's items: those that wait longest and are not on their way. A batch is not begun
// with a few items while the scan is about to bring more.
Result<std::vector<PendingItem>> BatchRun::Impl::fetch() {
  std::unique_lock lock(mutex);
  for (auto since = Clock::now(); !cancel.cancelled();) {
    const bool last_look = scan_over;
    const std::size_t most = batch_posts + in_flight.size();
    const std::int64_t landed_before = landed;
    lock.unlock();
    auto pending = journal->pending(0, most);
    lock.lock();
    if (!pending.ok())
      return pending.error();
    if (landed != landed_before)
      continue; // a batch may have landed after the journal was asked: its items would be done
                // twice
    std::vector<PendingItem> items;
    std::size_t size = 0;
    for (PendingItem &item : *pending)
      if (!in_flight.contains(item.id) && size < batch_posts) {
        size += item.source.clip.empty() ? 1 : clip_counts_as;
        items.push_back(std::move(item));
      }
    const bool waited = Clock::now() - since > 2 * scan_patience;
    if (size >= batch_posts || last_look || (waited && !items.empty())) {
      for (const PendingItem &item : items)
        in_flight.insert(item.id);
      return items;
    }
    changed.wait_for(lock, scan_patience / 2);
  }
  return std::vector<PendingItem>();
}

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
  tell(true);
  lock.lock();
  while (paused && !cancel.cancelled())
    changed.wait_for(lock, std::chrono::milliseconds(200));
  meter.go_on();
  lock.unlock();
  tell(true);
  return !cancel.cancelled();
}

// The engine's thread: it owns the networks.
void BatchRun::Impl::work() {
  Result<void> result;
  try {
    result = compute();
  } catch (const std::exception &error) {
    result = make_error(ErrorCode::internal, std::string("The run failed: ") + error.what());
  }
  if (!result.ok())
    fail(result.error());
  scanner.join();
  meter.end(cancel.cancelled());
  journal.reset(); // lets go of the lock
  tell(true);
}

Result<void> BatchRun::Impl::compute() {
  AFFECT_TRY(analyzer, load());
  ThreadBudget budget(processors);
  DecodePool pool([this] { return fetch(); }, *analyzer, budget, processors, cancel);
  meter.start();
  tell(true);
  while (wait_while_paused()) {
    const auto begin = Clock::now();
    AFFECT_TRY(batch, pool.next());
    meter.waited(seconds_since(begin));
    if (batch.empty() || cancel.cancelled())
      break;
    if (auto done = finish(*analyzer, budget, std::move(batch)); !done.ok()) {
      fail(done.error()); // or the pool would wait for the end of the scan
      return done;
    }
    meter.decoded(pool.seconds());
    meter.analysed(analyzer->times());
    tell();
  }
  return {};
}

Result<void> BatchRun::Impl::finish(BatchAnalyzer &analyzer, ThreadBudget &budget,
                                    DecodedBatch batch) {
  std::vector<PreparedPost> posts;
  for (DecodedItem &item : batch)
    if (item.post)
      posts.push_back(std::move(*item.post));
  auto share = budget.many(network_threads(processors));
  auto readings = analyzer.analyze(posts);
  share.shrink_to(1);
  posts.clear();
  const auto begin = Clock::now();
  std::vector<ItemOutcome> outcomes;
  std::vector<std::vector<Reading>> told(batch.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    DecodedItem &item = batch[i];
    ItemOutcome outcome{
        item.item.id, std::move(item.stamp), std::move(item.content), item.unchanged, {},
        {},           std::move(item.error)};
    if (item.post) {
      for (Result<Reading> &one : readings[next++]) {
        if (!one.ok()) {
          outcome.error = one.error();
          continue;
        }
        outcome.preview = preview_of(one->text);
        outcome.readings.push_back(store(*one));
        told[i].push_back(std::move(*one));
      }
      if (outcome.error)
        outcome.readings.clear(), told[i].clear();
    }
    outcomes.push_back(std::move(outcome));
  }
  AFFECT_CHECK(journal->record(outcomes));
  std::int64_t done = 0, failed = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    ++(outcomes[i].error ? failed : done);
    if (callbacks.item && !outcomes[i].unchanged)
      callbacks.item(batch[i].item.source, told[i], outcomes[i].error);
  }
  {
    std::lock_guard lock(mutex);
    for (const ItemOutcome &outcome : outcomes)
      in_flight.erase(outcome.id);
    ++landed;
  }
  meter.finished(journal->counts(), done, failed,
                 journal::name_of_item(batch.back().item.source, ""));
  meter.wrote(seconds_since(begin));
  return {};
}

BatchRun::BatchRun() : impl_(std::make_unique<Impl>()) {}

Result<std::unique_ptr<BatchRun>> BatchRun::start(const BatchOptions &options,
                                                  Callbacks callbacks) {
  AFFECT_TRY(identity, identity_of(options));
  AFFECT_TRY(journal, Journal::open(options.journal, identity, options.resume));
  AFFECT_CHECK(journal->set_scan_complete(false));
  if (options.retry_failed)
    AFFECT_CHECK(journal->retry_failed());
  std::unique_ptr<BatchRun> run(new BatchRun);
  Impl &impl = *run->impl_;
  impl.options = options;
  impl.identity = std::move(identity);
  impl.callbacks = std::move(callbacks);
  impl.journal = std::move(journal);
  impl.processors = options.threads > 0 ? options.threads : processor_count();
  impl.meter.counts(impl.journal->counts());
  impl.scanner = std::thread([&impl] { impl.search(); });
  impl.engine = std::thread([&impl] { impl.work(); });
  return run;
}

BatchRun::~BatchRun() {
  cancel();
  wait();
}

BatchProgress BatchRun::progress() const { return impl_->meter.progress(); }

void BatchRun::pause() {
  std::lock_guard lock(impl_->mutex);
  impl_->paused = true;
}

void BatchRun::resume() {
  std::lock_guard lock(impl_->mutex);
  impl_->paused = false;
  impl_->changed.notify_all();
}

void BatchRun::cancel() {
  impl_->cancel.cancel();
  impl_->changed.notify_all();
}

BatchProgress BatchRun::wait() {
  if (impl_->engine.joinable())
    impl_->engine.join();
  return progress();
}

const std::filesystem::path &BatchRun::journal() const { return impl_->options.journal; }

} // namespace affect
