#include "training/metrics.h"

#include <QtTest>

using namespace affect;

class TestMetrics : public QObject {
  Q_OBJECT
private Q_SLOTS:
  // Figures worked out by hand.
  void aSmallTable() {
    const auto p = torch::tensor({{0.8f, 0.1f, 0.1f}, {0.1f, 0.8f, 0.1f}, {0.1f, 0.1f, 0.8f}, {0.1f, 0.1f, 0.8f}});
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
};

QTEST_GUILESS_MAIN(TestMetrics)
#include "test_metrics.moc"
