#include "evaluation/speech_scores.h"

#include <QTest>

using namespace affect;

class TestSpeechScores : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void recallIsTheMeanOverClasses() {
    SpeechLabels labels;
    for (int i = 0; i < 10; ++i) {
      labels.corpus.push_back(0);
      labels.emotion.push_back(i < 8 ? 0 : 1);
      labels.polarity.push_back(i < 8 ? 0 : 2);
    }
    const auto always =
        score({torch::zeros({10}, torch::kInt64), torch::zeros({10}, torch::kInt64)}, labels, 1);
    QCOMPARE(always[0].emotion_recall, 0.5);
    QCOMPARE(always[0].emotion_accuracy, 0.8);
    QCOMPARE(always[0].polarity_recall, 0.5);
  }

  void corporaAreScoredApart() {
    const SpeechLabels labels{{0, 1, 0, 1}, {3, 3, 4, 4}, {0, 0, 2, 2}};
    const auto scores = score(
        {torch::tensor({3, 4, 4, 3}, torch::kInt64), torch::tensor({0, 0, 0, 2}, torch::kInt64)},
        labels, 3);
    QCOMPARE(scores.size(), std::size_t{3});
    QCOMPARE(scores[0].n, int64_t{2});
    QCOMPARE(scores[0].emotion_accuracy, 1.0);
    QCOMPARE(scores[0].polarity_accuracy, 0.5);
    QCOMPARE(scores[1].emotion_accuracy, 0.0);
    QCOMPARE(scores[1].polarity_accuracy, 1.0);
    QCOMPARE(scores[2].n, int64_t{0}); // none of its clips
    QCOMPARE(scores[2].emotion_recall, 0.0);
  }

  void nothingFoundIsWrong() {
    const auto scores =
        score({torch::tensor({-1, 0}, torch::kInt64), torch::tensor({-1, 0}, torch::kInt64)},
              {{0, 0}, {0, 0}, {0, 0}}, 1);
    QCOMPARE(scores[0].n, int64_t{2});
    QCOMPARE(scores[0].emotion_accuracy, 0.5);
  }
};

QTEST_GUILESS_MAIN(TestSpeechScores)
#include "test_speech_scores.moc"
