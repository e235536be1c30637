#include "analysis/parallel_tasks.h"

#include "base/cpu.h"

#include <ATen/Parallel.h>

#include <atomic>
#include <exception>
#include <thread>
#include <vector>

namespace affect {
namespace {

// With more threads there are rarely as many tasks as threads.
constexpr int most_workers = 4;

// One thread for the BLAS; restores LibTorch's and the BLAS's numbers of threads on destruction.
class ThreadCountGuard {
public:
  explicit ThreadCountGuard(int threads) : threads_(threads) { set_blas_threads(1); }
  ~ThreadCountGuard() {
    at::set_num_threads(threads_);
    set_blas_threads(threads_);
  }
  ThreadCountGuard(const ThreadCountGuard &) = delete;
  ThreadCountGuard &operator=(const ThreadCountGuard &) = delete;

private:
  int threads_;
};

} // namespace

bool runs_in_parallel(std::size_t count) {
  const int threads = at::get_num_threads();
  return threads >= 2 && threads <= most_workers && count >= static_cast<std::size_t>(threads);
}

void run_in_parallel(std::size_t count, const std::function<void(std::size_t)> &task) {
  if (!runs_in_parallel(count)) {
    for (std::size_t i = 0; i < count; ++i)
      task(i);
    return;
  }
  const int threads = at::get_num_threads();
  std::vector<std::exception_ptr> thrown(count);
  {
    const ThreadCountGuard guard(threads); // after the workers have ended
    std::atomic<std::size_t> next{0};
    const auto worker = [&] {
      at::set_num_threads(1); // LibTorch keeps it by thread
      for (std::size_t i = next++; i < count; i = next++)
        try {
          task(i);
        } catch (...) {
          thrown[i] = std::current_exception();
        }
    };
    std::vector<std::jthread> others;
    for (int i = 1; i < threads; ++i)
      others.emplace_back(worker);
    worker();
  }
  for (const std::exception_ptr &one : thrown)
    if (one)
      std::rethrow_exception(one);
}

} // namespace affect
