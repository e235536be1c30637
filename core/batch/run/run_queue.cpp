#include "batch/run/batch_run_impl.h"

#include "sources/scan.h"

namespace affect {
namespace {

constexpr std::size_t batch_posts = 32;   // what the end of the process may cost at most
constexpr std::size_t clip_counts_as = 8; // a clip's frames take 12 MB
constexpr std::size_t scan_batch = 1000;  // items that go into the journal together
constexpr std::chrono::milliseconds scan_patience{100};

} // namespace

void BatchRun::Impl::scan_inputs() {
  std::vector<ScanItem> found;
  auto last = Clock::now();
  scan(
      options.inputs, options.scan,
      [&](ScanItem item) {
        found.push_back(std::move(item));
        if (found.size() >= scan_batch || Clock::now() - last >= scan_patience) {
          add_found(found);
          last = Clock::now();
        }
        return !cancel.cancelled();
      },
      cancel);
  add_found(found);
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
  report_progress(true);
}

void BatchRun::Impl::add_found(std::vector<ScanItem> &items) {
  if (!items.empty() && !cancel.cancelled()) {
    if (auto added = journal->add(items); !added.ok())
      return fail(added.error());
    meter.counts(journal->counts());
    changed.notify_all();
    report_progress();
  }
  items.clear();
}

Result<std::vector<PendingItem>> BatchRun::Impl::fetch() {
  std::unique_lock lock(mutex);
  for (auto since = Clock::now(); !cancel.cancelled();) {
    const bool last_look = scan_over;
    const std::size_t most = batch_posts + in_flight.size();
    const std::int64_t committed_before = committed_batches;
    lock.unlock();
    auto pending = journal->pending(0, most);
    lock.lock();
    if (!pending.ok())
      return pending.error();
    // A batch may have been committed after the journal was asked: its items would be done twice.
    if (committed_batches != committed_before)
      continue;
    std::size_t size = 0;
    std::vector<PendingItem> items = next_batch(std::move(*pending), size);
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

std::vector<PendingItem> BatchRun::Impl::next_batch(std::vector<PendingItem> pending,
                                                    std::size_t &size) const {
  std::vector<PendingItem> items;
  for (PendingItem &item : pending)
    if (!in_flight.contains(item.id) && size < batch_posts) {
      size += item.source.clip.empty() ? 1 : clip_counts_as;
      items.push_back(std::move(item));
    }
  return items;
}

void BatchRun::Impl::mark_committed(const std::vector<ItemOutcome> &outcomes) {
  std::lock_guard lock(mutex);
  for (const ItemOutcome &outcome : outcomes)
    in_flight.erase(outcome.id);
  ++committed_batches;
}

} // namespace affect
