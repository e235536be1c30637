#include "base/bounded_queue.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

using affect::BoundedQueue;

class TestBoundedQueue : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void firstInFirstOut();
  void closedQueueDrains();
  void producersWaitForRoom();
  void closingWakesEverybody();
  void nothingIsLostBetweenThreads();
  void itemsNeedOnlyMove();
  void roomForNothingIsRoomForOne();
};

void TestBoundedQueue::firstInFirstOut() {
  BoundedQueue<int> queue(3);
  for (int i = 0; i < 3; ++i)
    QVERIFY(queue.push(i));
  for (int i = 0; i < 3; ++i)
    QCOMPARE(queue.pop().value_or(-1), i);
}

void TestBoundedQueue::closedQueueDrains() {
  BoundedQueue<int> queue(3);
  QVERIFY(queue.push(1));
  QVERIFY(queue.push(2));
  queue.close();
  QVERIFY(!queue.push(3));
  QCOMPARE(queue.pop().value_or(-1), 1);
  QCOMPARE(queue.pop().value_or(-1), 2);
  QVERIFY(!queue.pop());
  QVERIFY(!queue.pop());
}

void TestBoundedQueue::producersWaitForRoom() {
  BoundedQueue<int> queue(4);
  std::atomic<int> pushed = 0;
  std::atomic<bool> over = false;
  int taken = 0;
  std::thread producer([&] {
    for (int i = 0; i < 2000; ++i) {
      queue.push(i);
      ++pushed;
    }
    queue.close();
  });
  while (const auto item = queue.pop()) {
    ++taken;
    if (pushed > taken + 4)
      over = true;
  }
  producer.join();
  QCOMPARE(taken, 2000);
  QVERIFY(!over);
}

void TestBoundedQueue::closingWakesEverybody() {
  BoundedQueue<int> empty(1), full(1);
  QVERIFY(full.push(0));
  std::atomic<int> woken = 0;
  std::vector<std::thread> waiting;
  for (int i = 0; i < 3; ++i) {
    waiting.emplace_back([&] { woken += !empty.pop(); });
    waiting.emplace_back([&] { woken += !full.push(1); });
  }
  empty.close();
  full.close();
  for (auto &thread : waiting)
    thread.join();
  QCOMPARE(woken.load(), 6);
  QCOMPARE(full.pop().value_or(-1), 0);
}

void TestBoundedQueue::nothingIsLostBetweenThreads() {
  constexpr int producers = 4, consumers = 3, each = 3000;
  BoundedQueue<int> queue(7);
  std::vector<std::vector<int>> taken(consumers);
  std::vector<std::thread> makers, takers;
  for (int p = 0; p < producers; ++p)
    makers.emplace_back([&, p] {
      for (int i = 0; i < each; ++i)
        queue.push(p * each + i);
    });
  for (int c = 0; c < consumers; ++c)
    takers.emplace_back([&, c] {
      while (const auto item = queue.pop())
        taken[static_cast<std::size_t>(c)].push_back(*item);
    });
  for (auto &thread : makers)
    thread.join();
  queue.close();
  for (auto &thread : takers)
    thread.join();
  std::vector<int> all;
  for (const auto &part : taken) {
    // Each producer's items keep their order.
    std::vector<int> last(producers, -1);
    for (int item : part) {
      QVERIFY(item > last[static_cast<std::size_t>(item / each)]);
      last[static_cast<std::size_t>(item / each)] = item;
    }
    all.insert(all.end(), part.begin(), part.end());
  }
  std::sort(all.begin(), all.end());
  QCOMPARE(all.size(), std::size_t{producers * each});
  for (int i = 0; i < producers * each; ++i)
    QCOMPARE(all[static_cast<std::size_t>(i)], i);
}

void TestBoundedQueue::itemsNeedOnlyMove() {
  BoundedQueue<std::unique_ptr<int>> queue(1);
  QVERIFY(queue.push(std::make_unique<int>(7)));
  auto item = queue.pop();
  QVERIFY(item && *item);
  QCOMPARE(**item, 7);
}

void TestBoundedQueue::roomForNothingIsRoomForOne() {
  BoundedQueue<int> queue(0);
  QVERIFY(queue.push(1)); // else it would wait for ever
  QCOMPARE(queue.pop().value_or(-1), 1);
}

QTEST_GUILESS_MAIN(TestBoundedQueue)
#include "test_bounded_queue.moc"
