#include "evaluation/class_scores.h"

#include <QTest>

using namespace affect;

class TestClassScores : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void countsByHand() {
    const auto labels = torch::tensor({0, 0, 0, 1, 1, 2}, torch::kInt64);
    const auto predicted = torch::tensor({0, 0, 1, 1, 0, 2}, torch::kInt64);
    const ClassScores scores = score_classes(predicted, labels, 4); // a class that does not occur
    QCOMPARE(scores.n, std::int64_t{6});
    QCOMPARE(scores.accuracy, 4.0 / 6);
    QCOMPARE(scores.unweighted_recall, (2.0 / 3 + 0.5 + 1) / 3);
    QCOMPARE(scores.per_class[0].precision, 2.0 / 3);
    QCOMPARE(scores.per_class[1].f1, 0.5);
    QCOMPARE(scores.macro_f1, (2.0 / 3 + 0.5 + 1) / 3);
    QCOMPARE(scores.per_class[0].support, std::int64_t{3});
    QCOMPARE(scores.per_class[3].support, std::int64_t{0});
    QCOMPARE(scores.confusion[0], (std::vector<std::int64_t>{2, 1, 0, 0}));
    QCOMPARE(scores.confusion[1], (std::vector<std::int64_t>{1, 1, 0, 0}));
  }

  void oneLabelAPredictionAndWithinRange() {
    const auto two = torch::tensor({0, 1}, torch::kInt64), one = torch::tensor({0}, torch::kInt64);
    QVERIFY_EXCEPTION_THROWN(score_classes(two, one, 2), c10::Error);
    QVERIFY_EXCEPTION_THROWN(score_classes(two, two + 1, 2), c10::Error);
    QVERIFY_EXCEPTION_THROWN(score_classes(two + 1, two, 2), c10::Error);
    QCOMPARE(score_classes(one.slice(0, 0, 0), one.slice(0, 0, 0), 2).accuracy, 0.0);
  }
};

QTEST_GUILESS_MAIN(TestClassScores)
#include "test_class_scores.moc"
