#include "batch/run/decode_pool.h"

#include "base/input_file.h"
#include "batch/journal/content.h"

#include <algorithm>
#include <chrono>

namespace affect {
namespace {

using Clock = std::chrono::steady_clock;

// Waits for the disk or the network without a share of the processors: afterwards the file is in
// the system's cache.
void bring_to_memory(const std::filesystem::path &file) {
  constexpr std::size_t part = 1 << 18;
  constexpr int most_parts = 256; // of a clip only the beginning
  if (file.empty())
    return;
  auto in = InputFile::open(file);
  thread_local std::vector<char> buffer(part);
  for (int i = 0; i < most_parts && in.ok(); ++i)
    if (const auto read = in->read(buffer.data(), part); !read.ok() || *read < part)
      return;
}

} // namespace

DecodePool::DecodePool(Fetch fetch, const BatchAnalyzer &analyzer, ThreadBudget &budget,
                       int decoders, const CancelToken &cancel)
    : fetch_(std::move(fetch)), analyzer_(analyzer), budget_(budget), cancel_(cancel) {
  for (int i = 0; i < std::max(decoders, 1); ++i)
    decoders_.emplace_back([this] { work(); });
}

DecodePool::~DecodePool() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  for (std::thread &decoder : decoders_)
    decoder.join();
}

Result<DecodedBatch> DecodePool::next() {
  std::unique_lock lock(mutex_);
  const auto ready = [&] {
    return !batches_.empty() && batches_.front()->finished == batches_.front()->items.size();
  };
  while (!failure_ && !ready() && !(exhausted_ && batches_.empty()) && !cancel_.cancelled())
    changed_.wait_for(lock, std::chrono::milliseconds(100)); // nobody wakes it for a cancellation
  if (failure_)
    return *failure_;
  if (cancel_.cancelled() || batches_.empty())
    return DecodedBatch();
  DecodedBatch items = std::move(batches_.front()->items);
  batches_.pop_front();
  changed_.notify_all();
  return items;
}

// Called with the mutex held; it is let go of meanwhile.
bool DecodePool::fetch_next(std::unique_lock<std::mutex> &lock) {
  fetching_ = true;
  lock.unlock();
  auto items = fetch_();
  lock.lock();
  fetching_ = false;
  changed_.notify_all();
  if (!items.ok()) {
    failure_ = items.error();
    return false;
  }
  if (items->empty()) {
    exhausted_ = true;
    return false;
  }
  auto batch = std::make_unique<Batch>();
  for (PendingItem &item : *items) {
    batch->items.emplace_back();
    batch->items.back().item = std::move(item);
  }
  batches_.push_back(std::move(batch));
  return true;
}

void DecodePool::work() {
  std::unique_lock lock(mutex_);
  while (!stopping_ && !failure_ && !cancel_.cancelled()) {
    const auto open = std::find_if(batches_.begin(), batches_.end(), [](const auto &batch) {
      return batch->started < batch->items.size();
    });
    if (open != batches_.end()) {
      Batch &batch = **open; // stays until its last item has finished
      DecodedItem &item = batch.items[batch.started++];
      lock.unlock();
      decode(item);
      lock.lock();
      ++batch.finished;
      changed_.notify_all();
    } else if (!fetching_ && !exhausted_ && batches_.size() < ahead) {
      fetch_next(lock);
    } else {
      changed_.wait_for(lock, std::chrono::milliseconds(100));
    }
  }
}

void DecodePool::decode(DecodedItem &item) {
  const PostSource &source = item.item.source;
  item.stamp = stamp_of(source); // first: what is written from here on shows in the next session
  bring_to_memory(source.image);
  bring_to_memory(source.clip);
  if (!source.text)
    bring_to_memory(source.text_file);
  const auto share = budget_.one();
  const auto begin = Clock::now();
  const auto work = [&]() -> Result<void> {
    AFFECT_TRY(content, content_hash_of(source, cancel_));
    item.content = content;
    item.unchanged = content == item.item.done_content;
    if (item.unchanged)
      return {};
    AFFECT_TRY(post, load_post(source, {}, cancel_));
    AFFECT_TRY(prepared, analyzer_.prepare(std::move(post), cancel_));
    item.post = std::move(prepared);
    return {};
  };
  try {
    if (auto done = work(); !done.ok())
      item.error = done.error();
  } catch (const std::exception &error) {
    item.error = make_error(ErrorCode::internal,
                            std::string("Reading the post failed: ") + error.what(), source.path());
  }
  seconds_.fetch_add(std::chrono::duration<double>(Clock::now() - begin).count(),
                     std::memory_order_relaxed);
}

} // namespace affect
