#pragma once

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace affect {

/// The processors of a run, shared by whoever computes: a decoder takes one while it decodes, the
/// networks take all that they spread over while they compute. So never more threads compute than
/// there are processors, and on a machine of few none stands idle: decoders work while no batch is
/// ready, then make room. Waiting for files is nobody's share.
class ThreadBudget {
public:
  explicit ThreadBudget(int processors) : free_(std::max(processors, 1)) {}

  /// A share of the budget, given back at the end of its life.
  class Share {
  public:
    Share(ThreadBudget &budget, int count) : budget_(budget), count_(count) {}
    ~Share() { budget_.give_back(count_); }
    Share(const Share &) = delete;
    Share &operator=(const Share &) = delete;
    /// Keeps only this many.
    void shrink_to(int count) {
      budget_.give_back(count_ - count);
      count_ = count;
    }

  private:
    ThreadBudget &budget_;
    int count_;
  };

  /// Waits for one; whoever waits for many goes first.
  Share one() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return free_ > 0 && many_wait_ == 0; });
    --free_;
    return {*this, 1};
  }
  /// Waits for `count`, which must not be more than there are.
  Share many(int count) {
    std::unique_lock lock(mutex_);
    ++many_wait_;
    changed_.wait(lock, [&] { return free_ >= count; });
    --many_wait_;
    free_ -= count;
    changed_.notify_all();
    return {*this, count};
  }

private:
  void give_back(int count) {
    std::lock_guard lock(mutex_);
    free_ += count;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  int free_, many_wait_ = 0;
};

} // namespace affect
