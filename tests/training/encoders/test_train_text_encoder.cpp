#include "training/encoders/train_text_encoder.h"

#include <QTest>

using namespace affect;

class TestTrainTextEncoder : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void linesOfTwoClassesAreNeverNeutral() {
    const auto probabilities =
        torch::tensor({{0.2f, 0.7f, 0.1f}, {0.2f, 0.7f, 0.1f}, {0.1f, 0.2f, 0.7f}});
    const std::vector<TextLine> lines = {{"a", 0, LabelKind::two_classes},
                                         {"b", 0, LabelKind::three_classes},
                                         {"c", 2, LabelKind::three_classes}};
    QVERIFY(std::abs(sentiment_accuracy(probabilities, lines) - 2.0 / 3) < 1e-12);
    QCOMPARE(sentiment_accuracy(torch::empty({0, 3}), {}), 0.0);
  }

  void withoutATokenizerThereIsNoTraining() {
    TextEncoderTraining training;
    training.training.folder = "/nonexistent";
    const auto trained = train_text_encoder({}, training, {}, {});
    QVERIFY(!trained.ok() && trained.error().code == ErrorCode::not_found);
  }
};

QTEST_GUILESS_MAIN(TestTrainTextEncoder)
#include "test_train_text_encoder.moc"
