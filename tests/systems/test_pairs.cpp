#include "systems/pairs.h"

#include <QtTest>

using namespace affect;

class TestPairs : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void pairsMakeTheJointLabelByTheRuleOfTheData() {
    // One certain pair each: equal ones give that polarity, a neutral one gives way, opposites give
    // none.
    const std::vector<int> expected{0, 0, -1, 0, 1, 2, -1, 2, 2};
    for (int64_t pair = 0; pair < 9; ++pair) {
      auto logits = torch::zeros({1, 9});
      logits[0][pair] = 20;
      const auto joint = joint_of_pairs(logits).exp();
      const int polarity = expected[static_cast<std::size_t>(pair)];
      if (polarity < 0)
        QVERIFY(joint.sum().item<double>() < 1e-6);
      else
        QVERIFY(joint[0][polarity].item<double>() > 0.999);
    }
    const auto even = joint_of_pairs(torch::zeros({1, 9})).exp();
    QVERIFY((even - torch::tensor({{3.0f / 9, 1.0f / 9, 3.0f / 9}})).abs().max().item<double>() <
            1e-6);
  }

  void leaningIsPositiveLessNegative() {
    auto pairs = torch::zeros({2, 9});
    for (const int64_t positive : {5, 7, 8})
      pairs[0][positive] = 3;
    pairs[1][1] = 6; // one negative pair of three
    pairs[1][4] = 50;
    pairs[1][2] = 50; // what is neither does not count
    QVERIFY((polarity_of_pairs(pairs) - torch::tensor({3.0f, -2.0f})).abs().max().item<double>() <
            1e-6);
  }

  void aPairHasALabelWhereBothHaveOne() {
    const auto of = [](std::vector<int64_t> values) { return torch::tensor(values); };
    const auto found = pair_labels({of({0, 0, 0, 0}), of({0, 2, -1, 1}), of({0, 1, 1, -1})});
    QVERIFY(torch::equal(found, of({0, 7, -1, -1})));
  }
};

QTEST_GUILESS_MAIN(TestPairs)
#include "test_pairs.moc"
