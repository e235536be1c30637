#include "evaluation/behaviour/perturbation.h"

#include <QtTest>

#include <algorithm>
#include <set>

using namespace affect;

namespace {

std::optional<std::string> changed(const std::string &text, Perturbation how,
                                   std::uint64_t seed = 1) {
  Random random(seed);
  return perturbed(text, how, random);
}

std::string sorted(std::string text) {
  std::sort(text.begin(), text.end());
  return text;
}

} // namespace

class TestPerturbation : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void namesAreKnown() {
    QVERIFY(perturbation_called("typo") == Perturbation::typo);
    QVERIFY(perturbation_called("case") == Perturbation::letter_case);
    QVERIFY(!perturbation_called("emoji") && !perturbation_called(""));
  }

  void aTypoSwapsNeighboursOfALongWord() {
    const std::string text = "It was (pasta), 3rd @someone #great.";
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      const auto other = changed(text, Perturbation::typo, seed);
      QVERIFY(other && *other != text);
      QCOMPARE(sorted(*other), sorted(text));
      seen.insert(*other);
    }
    // pasta: at, ts and st swapped; nothing else, and not the first letter.
    QVERIFY((seen == std::set<std::string>{"It was (psata), 3rd @someone #great.",
                                           "It was (patsa), 3rd @someone #great.",
                                           "It was (pasat), 3rd @someone #great."}));
  }

  void whereNothingCanBeSwappedIsNoTypo() {
    for (const char *text :
         {"", "It was so so", "今天的面很好吃", "oooo", "@longer #words a/b/cdef"})
      QVERIFY2(!changed(text, Perturbation::typo), text);
  }

  void linksAndHandlesStandAside() {
    const auto link = changed("Hi.", Perturbation::link);
    QVERIFY(link && link->starts_with("Hi. https://t.co/") && link->size() == 27);
    QVERIFY(link != changed("Hi.", Perturbation::link, 2));
    const auto handle = changed("你好", Perturbation::handle);
    QVERIFY(handle && handle->starts_with("@") && handle->ends_with(" 你好"));
  }

  void theMarkAtTheEndIsTakenOrPut() {
    const auto end = [](const char *text) {
      return changed(text, Perturbation::punctuation).value_or("none");
    };
    QCOMPARE(end("Good."), std::string("Good"));
    QCOMPARE(end("Good"), std::string("Good."));
    QCOMPARE(end("Good!"), std::string("Good"));
    QCOMPARE(end("很好。"), std::string("很好"));
    QCOMPARE(end("很好"), std::string("很好。"));
    QCOMPARE(end("Good?"), std::string("none")); // a question would be one no more
    QCOMPARE(end("好吗？"), std::string("none"));
  }

  void lettersChangeTheirCase() {
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 20; ++seed)
      seen.insert(*changed("So Good, @Ann #Ok https://A.b/C", Perturbation::letter_case, seed));
    QVERIFY((seen == std::set<std::string>{"so good, @Ann #Ok https://A.b/C",
                                           "SO GOOD, @Ann #Ok https://A.b/C"}));
    QVERIFY(!changed("很好 123", Perturbation::letter_case));
    for (std::uint64_t seed = 0; seed < 8; ++seed)
      QCOMPARE(*changed("so good", Perturbation::letter_case, seed), std::string("SO GOOD"));
  }
};

QTEST_GUILESS_MAIN(TestPerturbation)
#include "test_perturbation.moc"
