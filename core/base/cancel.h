#pragma once

#include <atomic>
#include <memory>

namespace affect {

/// A shared flag: whoever holds a copy may raise it, long work looks at it and stops. Copies share
/// one flag.
class CancelToken {
public:
  CancelToken() : flag_(std::make_shared<std::atomic<bool>>(false)) {}
  void cancel() const { flag_->store(true, std::memory_order_relaxed); }
  bool cancelled() const { return flag_->load(std::memory_order_relaxed); }

private:
  std::shared_ptr<std::atomic<bool>> flag_;
};

} // namespace affect
