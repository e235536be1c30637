#include "dataset/folds.h"

#include <QTest>

#include <algorithm>
#include <map>

using namespace affect;

class TestFolds : public QObject {
  Q_OBJECT

  static std::vector<int> classes() {
    std::vector<int> result;
    for (const auto &[label, count] : {std::pair{0, 1223}, {1, 423}, {2, 2415}})
      result.insert(result.end(), static_cast<std::size_t>(count), label);
    return result;
  }

private Q_SLOTS:
  void classesAreSpreadEvenly() {
    const std::vector<int> labels = classes();
    const std::vector<int> folds = stratified_folds(labels, 5, 42);
    QCOMPARE(folds.size(), labels.size());
    std::map<int, int> sizes;
    std::map<std::pair<int, int>, int> of_class;
    for (std::size_t i = 0; i < folds.size(); ++i) {
      ++sizes[folds[i]];
      ++of_class[{labels[i], folds[i]}];
    }
    QCOMPARE(sizes.size(), std::size_t{5});
    QVERIFY(sizes.begin()->first == 0 && sizes.rbegin()->first == 4);
    const auto [least, most] =
        std::minmax_element(sizes.begin(), sizes.end(),
                            [](const auto &a, const auto &b) { return a.second < b.second; });
    QVERIFY(most->second - least->second <= 1);
    for (int label = 0; label < 3; ++label) {
      int low = 1 << 30, high = 0;
      for (int fold = 0; fold < 5; ++fold) {
        low = std::min(low, of_class[{label, fold}]);
        high = std::max(high, of_class[{label, fold}]);
      }
      QVERIFY(high - low <= 1);
    }
  }

  // These very folds are what published figures rest on: a change of the algorithm must not pass
  // unseen.
  void foldsAreTheSameEverywhere() {
    const std::vector<int> labels = {0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2};
    const std::vector<int> folds = stratified_folds(labels, 3, 7);
    QString text;
    for (int fold : folds)
      text += QString::number(fold);
    QCOMPARE(text, QStringLiteral("200211201010221120"));
    QVERIFY(stratified_folds(labels, 3, 7) == folds);
    QVERIFY(stratified_folds(labels, 3, 8) != folds);
  }

  void fewItems() {
    QVERIFY(stratified_folds({}, 5, 1).empty());
    QVERIFY((stratified_folds(std::vector<int>{4, 4, 4}, 1, 1) == std::vector<int>{0, 0, 0}));
    const std::vector<int> folds = stratified_folds(std::vector<int>{1, 2}, 5, 1);
    QVERIFY(folds[0] != folds[1]);
  }

  void groupsStayWhole() {
    std::vector<std::string> groups;
    for (int group = 0; group < 11; ++group)
      groups.insert(groups.end(), static_cast<std::size_t>(1 + group % 4),
                    "g" + std::to_string(group));
    const auto folds = grouped_folds(groups, 3, 5);
    std::map<std::string, int> fold_of;
    std::map<int, int> sizes;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      fold_of.emplace(groups[i], folds[i]);
      QCOMPARE(folds[i], fold_of[groups[i]]);
      ++sizes[folds[i]];
    }
    QCOMPARE(sizes.size(), std::size_t(3));
    for (const auto &[fold, size] : sizes)
      QVERIFY(size >= 7 && size <= 11); // 26 items
    QVERIFY(grouped_folds(groups, 3, 5) == folds);
    QVERIFY(grouped_folds(groups, 3, 6) != folds);
    QVERIFY(grouped_folds({}, 3, 1).empty());
  }

  void itemsWithoutAGroupAreNoneTogether() {
    const auto folds =
        grouped_folds(std::vector<std::string>{"", "g", "", "g", "", "", "", ""}, 4, 1);
    QCOMPARE(folds[1], folds[3]);
    std::map<int, int> sizes;
    for (const int fold : folds)
      ++sizes[fold];
    QCOMPARE(sizes, (std::map<int, int>{{0, 2}, {1, 2}, {2, 2}, {3, 2}}));
  }
};

QTEST_GUILESS_MAIN(TestFolds)
#include "test_folds.moc"
