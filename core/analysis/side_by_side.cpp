#include "analysis/side_by_side.h"

#include "base/cpu.h"

#include <ATen/Parallel.h>

#include <atomic>
#include <exception>
#include <thread>
#include <vector>

namespace affect {
namespace {

// From there on there are rarely as many pieces as threads.
constexpr int most_lanes = 4;

// LibTorch's and the BLAS's numbers of threads, as they were, when this goes.
class ThreadsAgain {
public:
  explicit ThreadsAgain(int threads) : threads_(threads) { set_blas_threads(1); }
  ~ThreadsAgain() {
    at::set_num_threads(threads_);
    set_blas_threads(threads_);
  }
  ThreadsAgain(const ThreadsAgain &) = delete;
  ThreadsAgain &operator=(const ThreadsAgain &) = delete;

private:
  int threads_;
};

} // namespace

bool goes_side_by_side(std::size_t count) {
  const int threads = at::get_num_threads();
  return threads >= 2 && threads <= most_lanes && count >= static_cast<std::size_t>(threads);
}

void side_by_side(std::size_t count, const std::function<void(std::size_t)> &piece) {
  if (!goes_side_by_side(count)) {
    for (std::size_t i = 0; i < count; ++i)
      piece(i);
    return;
  }
  const int threads = at::get_num_threads();
  std::vector<std::exception_ptr> thrown(count);
  {
    const ThreadsAgain again(threads); // after the lanes have ended
    std::atomic<std::size_t> next{0};
    const auto lane = [&] {
      at::set_num_threads(1); // LibTorch keeps it by thread
      for (std::size_t i = next++; i < count; i = next++)
        try {
          piece(i);
        } catch (...) {
          thrown[i] = std::current_exception();
        }
    };
    std::vector<std::jthread> others;
    for (int i = 1; i < threads; ++i)
      others.emplace_back(lane);
    lane();
  }
  for (const std::exception_ptr &one : thrown)
    if (one)
      std::rethrow_exception(one);
}

} // namespace affect
