#include "base/random.h"

#include <QTest>

#include <algorithm>
#include <numeric>

using affect::Random;

class TestRandom : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void knownValues();
  void uniformLiesInItsRange();
  void belowLiesInItsRange();
  void belowIsEven();
  void shuffleIsAPermutation();
};

// From splitmix64.c by S. Vigna (prng.di.unimi.it), seeds 0 and 1234567.
void TestRandom::knownValues() {
  Random zero(0);
  QCOMPARE(zero.next(), std::uint64_t{0xE220A8397B1DCDAF});
  QCOMPARE(zero.next(), std::uint64_t{0x6E789E6AA1B965F4});
  QCOMPARE(zero.next(), std::uint64_t{0x06C45D188009454F});
  Random other(1234567);
  for (const std::uint64_t expected :
       {6457827717110365317u, 3203168211198807973u, 9817491932198370423u, 4593380528125082431u,
        16408922859458223821u})
    QCOMPARE(other.next(), expected);
}

void TestRandom::uniformLiesInItsRange() {
  Random random(1);
  double sum = 0;
  for (int i = 0; i < 20000; ++i) {
    const double x = random.uniform();
    QVERIFY(x >= 0 && x < 1);
    sum += x;
  }
  QVERIFY(std::abs(sum / 20000 - 0.5) < 0.02);
}

void TestRandom::belowLiesInItsRange() {
  Random random(2);
  for (const std::uint64_t n :
       {1ull, 2ull, 3ull, 7ull, 1000ull, (1ull << 52) + 1, (1ull << 53) - 1})
    for (int i = 0; i < 2000; ++i)
      QVERIFY(random.below(n) < n);
}

void TestRandom::belowIsEven() {
  Random random(3);
  std::vector<int> counts(10);
  for (int i = 0; i < 50000; ++i)
    ++counts[random.below(10)];
  // Five standard deviations of a binomial count.
  for (int count : counts)
    QVERIFY(std::abs(count - 5000) < 5 * 67);
}

void TestRandom::shuffleIsAPermutation() {
  std::vector<int> items(100), again(100), other(100);
  for (auto *list : {&items, &again, &other})
    std::iota(list->begin(), list->end(), 0);
  const std::vector<int> sorted = items;
  Random(5).shuffle(items);
  Random(5).shuffle(again);
  Random(6).shuffle(other);
  QVERIFY(items == again);
  QVERIFY(items != other);
  QVERIFY(items != sorted);
  QVERIFY(std::is_permutation(items.begin(), items.end(), sorted.begin()));
  std::vector<int> none;
  Random(1).shuffle(none);
  QVERIFY(none.empty());
  // Every order of three comes up about equally often.
  std::vector<int> orders(27);
  Random random(8);
  for (int i = 0; i < 12000; ++i) {
    std::vector<int> three{0, 1, 2};
    random.shuffle(three);
    ++orders[static_cast<std::size_t>(three[0] * 9 + three[1] * 3 + three[2])];
  }
  for (int count : orders)
    QVERIFY(count == 0 || std::abs(count - 2000) < 5 * 41);
}

QTEST_GUILESS_MAIN(TestRandom)
#include "test_random.moc"
