#include "analysis/batch_analyzer.h"
#include "analysis/text_readings.h"

#include <QtTest>

#include <cmath>

using namespace affect;

/// Texts alone, many at once.
class TestTextReadings : public QObject {
  Q_OBJECT

  std::unique_ptr<BatchAnalyzer> analyzer_;

private Q_SLOTS:
  void initTestCase() {
    AnalyzerOptions options;
    options.bundle = "multiscale-mvsa";
    options.precision = Precision::fp32;
    auto opened = BatchAnalyzer::open({options});
    QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().text().c_str());
    analyzer_ = std::move(*opened);
  }

  void eachSaysWhatItSaysAlone() {
    const std::vector<std::string> texts = {"I love this.", "今天的面很难吃。", "I love this.",
                                            "The bus leaves at nine."};
    std::vector<double> shares;
    const auto read = read_texts(*analyzer_, texts, {},
                                 [&](const Progress &now) { shares.push_back(now.fraction); });
    QVERIFY(read.ok());
    QCOMPARE(read.value().size(), texts.size());
    QCOMPARE(shares, std::vector{1.0});
    for (std::size_t i = 0; i < texts.size(); ++i) {
      Post post;
      post.text = texts[i];
      const std::vector<PreparedPost> alone = {std::move(*analyzer_->prepare(post))};
      const auto expected = analyzer_->analyze(alone, {.explain = false})[0][0];
      QVERIFY(read.value()[i].ok() && expected.ok());
      for (std::size_t k = 0; k < 3; ++k)
        QVERIFY(std::abs((*read.value()[i])[k] - expected->probabilities[k]) < 1e-5F);
    }
    QVERIFY(*read.value()[0] == *read.value()[2]);
    QVERIFY(*read.value()[0] != *read.value()[1]);
  }

  void moreThanABatchKeepsItsOrder() {
    std::vector<std::string> texts;
    for (int i = 0; i < 300; ++i)
      texts.push_back("Bus " + std::to_string(i) + ".");
    const auto read = read_texts(*analyzer_, texts);
    const auto last = read_texts(*analyzer_, {texts.back()});
    QVERIFY(read.ok() && last.ok());
    QCOMPARE(read.value().size(), std::size_t(300));
    for (std::size_t k = 0; k < 3; ++k)
      QVERIFY(std::abs((*read.value()[299])[k] - (*last.value()[0])[k]) < 1e-5F);
  }

  void cancelledIsAnError() {
    CancelToken cancel;
    cancel.cancel();
    const auto read = read_texts(*analyzer_, {"a", "b"}, cancel);
    QVERIFY(!read.ok() && read.error().code == ErrorCode::cancelled);
  }

  void nothingIsReadAsNothing() {
    const auto read = read_texts(*analyzer_, {});
    QVERIFY(read.ok() && read.value().empty());
  }
};

QTEST_GUILESS_MAIN(TestTextReadings)
#include "test_text_readings.moc"
