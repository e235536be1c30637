#include "features/length_buckets.h"

#include <QTest>

#include <algorithm>

using affect::length_buckets;

class TestLengthBuckets : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void everyTextIsInOneBatch();
  void equalTextsFillWholeBatches();
  void aLongTextIsNotPutWithShortOnes();
  void fewShortTextsStayTogether();
  void nothingMakesNoBatch();
};

void TestLengthBuckets::everyTextIsInOneBatch() {
  std::vector<std::size_t> lengths;
  for (std::size_t i = 0; i < 500; ++i)
    lengths.push_back(2 + i * 37 % 127);
  std::vector<int> seen(lengths.size(), 0);
  std::size_t last = 0;
  for (const auto &bucket : length_buckets(lengths, 32)) {
    QVERIFY(!bucket.empty() && bucket.size() <= 32);
    for (const std::size_t at : bucket) {
      ++seen[at];
      QVERIFY(lengths[at] >= last); // shortest first, so that the last of a batch is its longest
      last = lengths[at];
    }
  }
  QVERIFY(std::all_of(seen.begin(), seen.end(), [](int times) { return times == 1; }));
}

void TestLengthBuckets::equalTextsFillWholeBatches() {
  const auto buckets = length_buckets(std::vector<std::size_t>(70, 40), 32);
  QCOMPARE(buckets.size(), std::size_t{3});
  QCOMPARE(buckets[1].size(), std::size_t{32});
  QCOMPARE(buckets[2].size(), std::size_t{6});
}

void TestLengthBuckets::aLongTextIsNotPutWithShortOnes() {
  std::vector<std::size_t> lengths(20, 20);
  lengths.insert(lengths.begin(), 120);
  const auto buckets = length_buckets(lengths, 32);
  QCOMPARE(buckets.size(), std::size_t{2});
  QCOMPARE(buckets[1], std::vector<std::size_t>{0});
}

void TestLengthBuckets::fewShortTextsStayTogether() {
  QCOMPARE(length_buckets({30, 3, 12}, 32).size(),
           std::size_t{1}); // too few tokens to be worth two passes
}

void TestLengthBuckets::nothingMakesNoBatch() { QVERIFY(length_buckets({}, 32).empty()); }

QTEST_APPLESS_MAIN(TestLengthBuckets)
#include "test_length_buckets.moc"
