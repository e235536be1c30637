#include "analysis/parallel_tasks.h"

#include <ATen/Parallel.h>
#include <QtTest>

#include <algorithm>
#include <atomic>
#include <latch>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace affect;

class TestParallelTasks : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() { threads_ = at::get_num_threads(); }
  void cleanup() { at::set_num_threads(threads_); }

  void aTaskForEachOfTwoThreads() {
    at::set_num_threads(2);
    QVERIFY(runs_in_parallel(2));
    std::latch both(2);
    std::atomic<int> own_threads{0};
    run_in_parallel(2, [&](std::size_t) {
      both.arrive_and_wait(); // one after the other this would wait for ever
      own_threads += at::get_num_threads();
    });
    QCOMPARE(own_threads.load(), 2); // one each
    QCOMPARE(at::get_num_threads(), 2);
  }

  void everyTaskIsDoneOnce() {
    at::set_num_threads(3);
    std::vector<std::atomic<int>> times(50);
    run_in_parallel(times.size(), [&](std::size_t i) { ++times[i]; });
    for (const auto &one : times)
      QCOMPARE(one.load(), 1);
    run_in_parallel(0, [&](std::size_t) { QFAIL("there is no task"); });
  }

  void oneAfterAnotherWhereThreadsAreOneOrManyOrTasksAreFew() {
    for (const auto &[threads, count] : {std::pair{1, 4}, {16, 40}, {4, 3}}) {
      at::set_num_threads(threads);
      QVERIFY(!runs_in_parallel(static_cast<std::size_t>(count)));
      std::vector<std::size_t> order;
      std::set<std::thread::id> on;
      int own_threads = 0;
      run_in_parallel(static_cast<std::size_t>(count), [&](std::size_t i) {
        order.push_back(i);
        on.insert(std::this_thread::get_id());
        own_threads = at::get_num_threads();
      });
      QCOMPARE(order.size(), static_cast<std::size_t>(count));
      QVERIFY(std::is_sorted(order.begin(), order.end()));
      QCOMPARE(on, std::set{std::this_thread::get_id()});
      QCOMPARE(own_threads, threads);
    }
  }

  void whatIsThrownComesWhenAllHaveEnded() {
    at::set_num_threads(2);
    std::atomic<int> done{0};
    const auto task = [&](std::size_t i) {
      if (i == 1)
        throw std::runtime_error("the second");
      ++done;
    };
    QVERIFY_EXCEPTION_THROWN(run_in_parallel(6, task), std::runtime_error);
    QCOMPARE(done.load(), 5);
    QCOMPARE(at::get_num_threads(), 2);
  }

private:
  int threads_ = 1;
};

QTEST_MAIN(TestParallelTasks)
#include "test_parallel_tasks.moc"
