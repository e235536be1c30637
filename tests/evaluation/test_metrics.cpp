#include "evaluation/metrics.h"

#include <QtTest>

using namespace affect;

class TestMetrics : public QObject {
  Q_OBJECT
private Q_SLOTS:
  // Figures worked out by hand.
  void aSmallTable() {
    const auto p = torch::tensor(
        {{0.8f, 0.1f, 0.1f}, {0.1f, 0.8f, 0.1f}, {0.1f, 0.1f, 0.8f}, {0.1f, 0.1f, 0.8f}});
    const auto metrics = score(p, torch::tensor(std::vector<int64_t>{0, 2, 2, 1}));
    QCOMPARE(metrics.n, int64_t(4));
    QCOMPARE(metrics.accuracy, 0.5);
    QCOMPARE(metrics.confusion[2][1], int64_t(1));
    QCOMPARE(metrics.confusion[1][2], int64_t(1));
    QCOMPARE(metrics.per_class[0].f1, 1.0);
    QCOMPARE(metrics.per_class[1].f1, 0.0);
    QCOMPARE(metrics.per_class[2].precision, 0.5);
    QCOMPARE(metrics.per_class[2].f1, 0.5);
    QVERIFY(std::abs(metrics.macro_f1 - 0.5) < 1e-12);
    QVERIFY(std::abs(metrics.weighted_f1 - (1.0 + 0.0 + 2 * 0.5) / 4) < 1e-12);
    QVERIFY(std::abs(metrics.ece - 0.3) < 1e-6); // sure of 0.8, right in half
  }

  void rowsWithoutLabelAreLeftOut() {
    const auto p = torch::tensor({{1.0f, 0.0f, 0.0f}, {0.0f, 1.0f, 0.0f}});
    const auto metrics = score(p, torch::tensor(std::vector<int64_t>{0, -1}));
    QCOMPARE(metrics.n, int64_t(1));
    QCOMPARE(metrics.accuracy, 1.0);
    QVERIFY(metrics.ece < 1e-9);
    QCOMPARE(score(p, torch::tensor(std::vector<int64_t>{-1, -1})).n, int64_t(0));
  }

  void aClassThatNoLabelHasCountsForNothing() {
    // Reviews are positive or negative: the mean is over these two, whatever was said.
    const auto p = torch::tensor({{0.8f, 0.1f, 0.1f}, {0.1f, 0.1f, 0.8f}, {0.1f, 0.8f, 0.1f}});
    const auto metrics = score(p, torch::tensor(std::vector<int64_t>{0, 2, 2}));
    QVERIFY(std::abs(metrics.macro_f1 - (1.0 + 2.0 / 3) / 2) < 1e-12);
  }

  void rankCorrelationGoesByOrderAlone() {
    const auto a = torch::tensor({1.0f, 2.0f, 3.0f, 4.0f});
    QVERIFY(std::abs(rank_correlation(a, a.exp()) - 1) < 1e-12);
    QVERIFY(std::abs(rank_correlation(a, -a) + 1) < 1e-12);
    // By hand: ranks 1 2 3 4 against 2 1 4 3 → 1 − 6·4 / (4·15).
    QVERIFY(std::abs(rank_correlation(a, torch::tensor({2.0f, 1.0f, 9.0f, 8.0f})) - 0.6) < 1e-12);
    // Equal values share a rank: 1.5 1.5 3 against 1 2 3 → √3 / 2.
    QVERIFY(std::abs(rank_correlation(torch::tensor({5.0f, 5.0f, 7.0f}), a.slice(0, 0, 3)) -
                     std::sqrt(0.75)) < 1e-12);
    QCOMPARE(rank_correlation(torch::ones({4}), a), 0.0);
  }
};

QTEST_GUILESS_MAIN(TestMetrics)
#include "test_metrics.moc"
