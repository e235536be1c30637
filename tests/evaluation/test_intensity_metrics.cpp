#include "evaluation/intensity_metrics.h"

#include <QtTest>

#include <cmath>

using namespace affect;

class TestIntensityMetrics : public QObject {
  Q_OBJECT
private Q_SLOTS:
  // Worked out by hand.
  void aSmallTable() {
    const auto predicted = torch::tensor({1.0f, -0.2f, 0.4f, -2.6f, 2.6f});
    const auto truth = torch::tensor({2.0f, 0.0f, -1.0f, -3.0f, 2.8f});
    const auto metrics = score_intensity(predicted, truth);
    QCOMPARE(metrics.n, int64_t(5));
    QVERIFY(std::abs(metrics.mae - (1 + 0.2 + 1.4 + 0.4 + 0.2) / 5) < 1e-6);
    QVERIFY(std::abs(metrics.acc7 - 3.0 / 5) < 1e-9); // the second, fourth and fifth
    QVERIFY(std::abs(metrics.acc5 - 3.0 / 5) < 1e-9);
    // Not negative: predicted +-+-+, truly ++--+.
    QVERIFY(std::abs(metrics.acc2_has0 - 3.0 / 5) < 1e-9);
    // Of four without zero: predicted ++-+, truly +--+.
    QCOMPARE(metrics.n_non0, int64_t(4));
    QVERIFY(std::abs(metrics.acc2_non0 - 3.0 / 4) < 1e-9);
    // Positive: 2 of 3 predicted and of 2 labelled: 0.8; negative: 1 of 1 and of 2: 2/3;
    // weighted 11/15.
    QVERIFY(std::abs(metrics.f1_non0 - 11.0 / 15) < 1e-9);
  }

  void correlationIsPearsons() {
    const auto x = torch::tensor({1.0f, 2.0f, 3.0f, 4.0f});
    QVERIFY(std::abs(score_intensity(x * 0.5 - 1, x).correlation - 1) < 1e-9);
    QVERIFY(std::abs(score_intensity(-x, x).correlation + 1) < 1e-9);
    QCOMPARE(score_intensity(torch::ones({4}), x).correlation, 0.0);
  }

  void unknownLabelsDoNotCount() {
    const auto metrics =
        score_intensity(torch::tensor({5.0f, 1.0f}), torch::tensor({std::nanf(""), 1.0f}));
    QCOMPARE(metrics.n, int64_t(1));
    QCOMPARE(metrics.mae, 0.0);
    QCOMPARE(score_intensity(torch::ones({1}), torch::full({1}, std::nanf(""))).n, int64_t(0));
  }
};

QTEST_GUILESS_MAIN(TestIntensityMetrics)
#include "test_intensity_metrics.moc"
