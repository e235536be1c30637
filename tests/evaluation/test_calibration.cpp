#include "evaluation/calibration.h"
#include "evaluation/metrics.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <fstream>
#include <sstream>

using namespace affect;

namespace {

torch::Tensor labels_of(std::vector<int64_t> values) { return torch::tensor(values); }

// Rows that give class 0 this probability and the others equal shares of the rest.
torch::Tensor predicting(const std::vector<double> &probabilities) {
  std::vector<torch::Tensor> rows;
  for (const double p : probabilities)
    rows.push_back(torch::tensor({p, (1 - p) / 2, (1 - p) / 2}, torch::kFloat64));
  return torch::stack(rows);
}

} // namespace

class TestCalibration : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void binsHoldWhatFallsIntoThem() {
    const auto bins = reliability(predicting({0.95, 0.97, 0.62, 0.68, 0.64, 1.0, 0.99}),
                                  labels_of({0, 1, 0, 0, 2, 0, -1}));
    QCOMPARE(bins.size(), std::size_t(10));
    QCOMPARE(bins[9].n, int64_t(3)); // a probability of 1 belongs to the last; no label, no post
    QVERIFY(std::abs(bins[9].confidence - (0.95 + 0.97 + 1.0) / 3) < 1e-9);
    QVERIFY(std::abs(bins[9].accuracy - 2.0 / 3) < 1e-9);
    QCOMPARE(bins[6].n, int64_t(3));
    QVERIFY(std::abs(bins[6].accuracy - 2.0 / 3) < 1e-9);
    QCOMPARE(bins[3].n, int64_t(0));
    QCOMPARE(bins[3].accuracy, 0.0);
    QVERIFY(std::abs(bins[6].from - 0.6) < 1e-9 && std::abs(bins[6].to - 0.7) < 1e-9);
  }

  void theSurestHalfIsTheLeastUncertain() {
    const auto probabilities = predicting({0.9, 0.9, 0.9, 0.9, 0.9, 0.9});
    const auto labels = labels_of({0, 1, 0, 1, -1, 2});
    const auto uncertainty = torch::tensor({0.1, 0.9, 0.2, 0.3, 0.0, 0.8});
    const auto halves =
        surest_half(probabilities, labels, uncertainty); // of five labelled: two, and three
    QCOMPARE(halves.surest, 1.0);
    QCOMPARE(halves.rest, 0.0);
    QCOMPARE(surest_half(probabilities, labels, -uncertainty).surest, 0.0);
    QCOMPARE(surest_half(predicting({0.9}), labels_of({0}), torch::tensor({0.5})).surest, 0.0);
  }

  void theTemperatureThatMadeThemIsFound_data() {
    QTest::addColumn<double>("temperature");
    QTest::newRow("too sure") << 2.0;
    QTest::newRow("right") << 1.0;
    QTest::newRow("too unsure") << 0.5;
  }

  void theTemperatureThatMadeThemIsFound() {
    QFETCH(double, temperature);
    torch::manual_seed(3);
    const auto truthful = torch::randn({20000, 3}) * 1.5;
    const auto labels = torch::multinomial(torch::softmax(truthful, 1), 1).squeeze(1);
    const auto logits = truthful * temperature;
    QVERIFY(std::abs(fit_temperature(logits, labels) - temperature) < 0.06 * temperature);
    const auto after = calibration_of(logits, labels, {}, fit_temperature(logits, labels));
    QVERIFY(after.ece < 0.02);
    if (temperature != 1.0)
      QVERIFY(after.ece_before > 0.05);
    QVERIFY(!after.by_uncertainty);
    QCOMPARE(fit_temperature(logits, torch::full({20000}, -1, torch::kInt64)), 1.0);
  }

  void calibrationSaysWhetherUncertaintyIsRight() {
    torch::manual_seed(4);
    const auto logits = torch::randn({400, 3});
    const auto labels = torch::randint(0, 3, {400});
    const auto loss = torch::nn::functional::cross_entropy(
        logits, labels, torch::nn::functional::CrossEntropyFuncOptions().reduction(torch::kNone));
    const auto oracle = calibration_of(logits, labels, loss, 1);
    QVERIFY(oracle.by_uncertainty->surest > oracle.by_uncertainty->rest + 0.3);
    QVERIFY(oracle.uncertainty_against_loss > 0.999);
    QVERIFY(calibration_of(logits, labels, -loss, 1).uncertainty_against_loss < -0.999);
    QVERIFY(
        std::abs(calibration_of(logits, labels, torch::rand({400}), 1).uncertainty_against_loss) <
        0.2);
  }

  void theFileHoldsTheBins() {
    const QTemporaryDir folder;
    const std::filesystem::path file =
        std::filesystem::path(folder.path().toStdString()) / "bins.csv";
    const auto written = [&](double temperature) {
      const auto calibration =
          calibration_of(predicting({0.75, 0.75}).log(), labels_of({0, 1}), {}, temperature);
      std::stringstream text;
      if (write_reliability(file, calibration).ok())
        text << std::ifstream(file).rdbuf();
      return QString::fromStdString(text.str());
    };
    const QString plain = written(1);
    QVERIFY(plain.startsWith(QStringLiteral("from,to,n,confidence,accuracy,temperature,ece\n")));
    QVERIFY2(plain.contains(QStringLiteral("0.7,0.8,2,0.7500,0.5000,1.0000,0.2500\n")),
             qPrintable(plain));
    QCOMPARE(plain.count(u'\n'), 11); // the same before and after: written once
    const QString both = written(2);
    QVERIFY(both.startsWith(plain));
    QCOMPARE(both.count(u'\n'), 21);
    // The odds of 0.75 against 0.125 each, halved in the exponent.
    QVERIFY2(both.contains(QStringLiteral("0.5,0.6,2,0.5505,0.5000,2.0000,0.0505\n")),
             qPrintable(both));
    const auto below = write_reliability(file / "below", {});
    QVERIFY(!below.ok() && below.error().code == ErrorCode::unreadable);
    QVERIFY(below.error().text().find("below") != std::string::npos);
  }
};

QTEST_GUILESS_MAIN(TestCalibration)
#include "test_calibration.moc"
