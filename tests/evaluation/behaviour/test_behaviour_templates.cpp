#include "evaluation/behaviour/behaviour_templates.h"

#include <QtTest>

#include <algorithm>
#include <map>
#include <set>

using namespace affect;

namespace {

constexpr const char *lists =
    R"("words": {"thing": ["soup", "egg", "tea"], "good": ["nice", "fine"],
  "name": ["Ann", "Bo", "Cy", "Di", "Ed"]})";

std::string file(const std::string &tests, const char *language = "en") {
  return std::string(R"({"language": ")") + language + "\", " + lists +
         R"(, "capabilities": [{"name": "area/what", "tests": [)" + tests + "]}]}";
}

std::vector<BehaviourTest> expanded(const std::string &tests, std::size_t most = 1000,
                                    std::uint64_t seed = 1, const char *language = "en") {
  const auto templates = parse_behaviour_templates(file(tests, language));
  if (!templates.ok()) {
    qWarning("%s", templates.error().message.c_str());
    return {};
  }
  return expand(*templates, {most, seed});
}

std::set<std::string> first_texts(const std::vector<BehaviourTest> &tests) {
  std::set<std::string> texts;
  for (const BehaviourTest &test : tests)
    texts.insert(test.texts[0]);
  return texts;
}

} // namespace

class TestBehaviourTemplates : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void allThereIsIsGiven() {
    const auto tests =
        expanded(R"({"kind": "is", "label": "positive", "texts": ["{A thing} is {good}."]})");
    QVERIFY((first_texts(tests) == std::set<std::string>{"A soup is nice.", "An egg is nice.",
                                                         "A tea is nice.", "A soup is fine.",
                                                         "An egg is fine.", "A tea is fine."}));
    QCOMPARE(tests.size(), std::size_t(6));
    QCOMPARE(tests[0].capability, std::string("area/what"));
    QCOMPARE(tests[0].language, std::string("en"));
    QVERIFY((tests[0].labels == std::array{false, false, true}));
    QCOMPARE(tests[0].line, std::size_t(0));
  }

  void equalTextsOfTwoTemplatesComeOnce() {
    const auto tests = expanded(
        R"({"kind": "is", "label": "positive", "texts": ["So {good}.", "So nice.", "So fine."]})");
    QCOMPARE(tests.size(), std::size_t(2));
  }

  void aSlotHasOneWordAndItsSecondAnother() {
    const auto tests =
        expanded(R"({"kind": "is", "label": "neutral", "texts": ["{thing} {thing2} {thing}"]})");
    QCOMPARE(tests.size(), std::size_t(6)); // of nine, those of two words
    QVERIFY(first_texts(tests).contains("soup egg soup"));
    QVERIFY(!first_texts(tests).contains("egg egg egg"));
  }

  void testsAreEvenOverTemplates() {
    const auto tests = expanded(R"({"kind": "is", "label": "neutral", "texts": ["Just one."]},
      {"kind": "is", "label": "neutral", "texts": ["a {thing} {name}", "b {thing} {name}"]})",
                                9);
    QCOMPARE(tests.size(), std::size_t(9));
    std::map<char, int> of;
    for (const BehaviourTest &test : tests)
      ++of[test.texts[0][0]];
    QCOMPARE(of['J'], 1);
    QCOMPARE(of['a'], 4);
    QCOMPARE(of['b'], 4);
  }

  void seedsDecide() {
    const char *tests = R"({"kind": "is", "label": "neutral", "texts": ["{thing} {good} {name}"]})";
    QVERIFY(expanded(tests, 10, 1) == expanded(tests, 10, 1));
    QVERIFY(expanded(tests, 10, 1) != expanded(tests, 10, 2));
    QVERIFY(first_texts(expanded(tests, 30, 1)) == first_texts(expanded(tests, 30, 2)));
    // More of them begin with the same.
    const auto few = expanded(tests, 5), many = expanded(tests, 10);
    QVERIFY(std::equal(few.begin(), few.end(), many.begin()));
  }

  void manyChoicesAreDrawnWithoutRepeats() {
    const char *tests = R"({"kind": "is", "label": "neutral",
      "texts": ["{name} {name2} {name3} {thing} {thing2} {good} {name4} {good2} {thing3}"]})";
    const auto some = expanded(tests, 300); // of 5 * 4 * 3 * 2 * 6 * 2, drawn out of 5^4 * 27 * 4
    QCOMPARE(some.size(), std::size_t(300));
    QCOMPARE(first_texts(some).size(), std::size_t(300));
  }

  void varyMakesGroupsOfDifferentWords() {
    const auto tests = expanded(
        R"({"kind": "same", "vary": "name", "count": 3, "most": 0.05,
            "texts": ["{name} met {name2}, who had {thing}."]})",
        40);
    QCOMPARE(tests.size(), std::size_t(40));
    for (const BehaviourTest &test : tests) {
      QCOMPARE(test.texts.size(), std::size_t(3));
      QCOMPARE(*test.most, 0.05);
      std::set<std::string> names, rest;
      for (const std::string &text : test.texts) {
        names.insert(text.substr(0, 2));
        rest.insert(text.substr(text.find(" met ")));
      }
      QCOMPARE(names.size(), std::size_t(3));
      QCOMPARE(rest.size(), std::size_t(1));
      QVERIFY(!names.contains(rest.begin()->substr(5, 2))); // nobody meets himself
    }
  }

  void varyWithTooFewWordsGivesNothing() {
    QVERIFY(
        expanded(R"({"kind": "same", "vary": "good", "count": 3, "texts": ["{good}"]})").empty());
  }

  void perturbPairsATextWithItsChange() {
    const auto tests = expanded(
        R"({"kind": "same", "perturb": "typo", "texts": ["We had {thing} together."]},
           {"kind": "is", "label": "neutral", "perturb": "link", "texts": ["Had {thing}."]})");
    QCOMPARE(tests.size(), std::size_t(6));
    for (const BehaviourTest &test : tests) {
      QCOMPARE(test.texts.size(), std::size_t(2));
      QVERIFY(test.texts[0] != test.texts[1]);
      if (test.kind == BehaviourKind::same)
        QCOMPARE(test.texts[0].size(), test.texts[1].size());
      else
        QVERIFY(test.texts[1].starts_with(test.texts[0] + " https://"));
    }
  }

  void whatCannotBePerturbedIsLeftOut() {
    QVERIFY(expanded(R"({"kind": "same", "perturb": "typo", "texts": ["好 {thing}"]})", 5).size() ==
            1); // only "soup" has four letters
    QVERIFY(expanded(R"({"kind": "same", "perturb": "typo",
      "texts": ["{name}{name2}好{name3}{name4}{good}{thing}{good2}{thing2}"]})",
                     5)
                .empty());
  }

  void pairsShareTheirWords() {
    const auto tests =
        expanded(R"({"kind": "up", "tolerance": 0.2, "pairs": [["{thing}?", "{good} {thing}"]]})");
    QCOMPARE(tests.size(), std::size_t(6));
    for (const BehaviourTest &test : tests) {
      QVERIFY(test.kind == BehaviourKind::up && test.tolerance == 0.2);
      QCOMPARE(test.texts[0].substr(0, 3), test.texts[1].substr(5, 3));
    }
  }

  void capabilitiesDoNotDependOnEachOther() {
    const std::string one = R"({"name": "b", "tests": [{"kind": "is", "label": "neutral",
      "texts": ["{thing} {good} {name}"]}]})";
    const std::string other = R"({"name": "a", "tests": [{"kind": "is", "label": "neutral",
      "texts": ["x {thing}"]}]},)";
    const auto make = [&](const std::string &capabilities) {
      const auto templates =
          parse_behaviour_templates(std::string(R"({"language": "en", )") + lists +
                                    ", \"capabilities\": [" + capabilities + "]}");
      auto tests = expand(*templates, {8, 1});
      std::erase_if(tests, [](const BehaviourTest &test) { return test.capability != "b"; });
      return tests;
    };
    QCOMPARE(make(one).size(), std::size_t(8));
    QVERIFY(make(one) == make(other + one));
  }

  void mistakesAreErrorsWithTheirPlace_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char *name, const std::string &content, const char *words) {
      QTest::newRow(name) << QByteArray::fromStdString(content) << QByteArray(words);
    };
    row("no JSON", "words", "no JSON object");
    row("deep", "{\"words\":" + std::string(100000, '['), "no JSON object");
    row("no language", R"({"words": {}, "capabilities": []})", "\"language\"");
    row("no words", R"({"language": "en", "capabilities": []})", "\"words\"");
    row("an empty list", R"({"language": "en", "words": {"a": []}})", "\"a\" is empty");
    row("a number as a word", R"({"language": "en", "words": {"a": [1]}})", "no word in quotes");
    row("a word twice", R"({"language": "en", "words": {"a": ["x", "x"]}})", "\"x\" twice");
    row("no capabilities", R"({"language": "en", "words": {}})", "\"capabilities\"");
    row("no tests", R"({"language": "en", "words": {}, "capabilities": [{"name": "a"}]})",
        "\"a\": \"tests\"");
    row("a test that is none", file("3"), "\"area/what\": a test is no object");
    row("no kind", file(R"({"texts": ["a"]})"), "\"kind\"");
    row("no label", file(R"({"kind": "is", "texts": ["a"]})"), "\"label\"");
    row("unknown field", file(R"({"kind": "is", "label": "neutral", "text": ["a"]})"),
        "\"text\" is unknown");
    row("unknown slot", file(R"({"kind": "is", "label": "neutral", "texts": ["{other}"]})"),
        "{other}");
    row("no text", file(R"({"kind": "is", "label": "neutral", "texts": [1]})"), "not in quotes");
    row("an article in Chinese",
        file(R"({"kind": "is", "label": "neutral", "texts": ["{a thing}"]})", "zh"), "English");
    row("a group of nothing", file(R"({"kind": "same", "texts": ["{thing}"]})"),
        "\"vary\" or \"perturb\"");
    row("vary that is not there", file(R"({"kind": "same", "vary": "name", "texts": ["{thing}"]})"),
        "{name} to vary");
    row("a group of one",
        file(R"({"kind": "same", "vary": "thing", "count": 1, "texts": ["{thing}"]})"), "2 to 100");
    row("a huge group",
        file(R"({"kind": "same", "vary": "thing", "count": 9e18, "texts": ["{thing}"]})"),
        "2 to 100");
    row("a group of too many",
        file(R"({"kind": "same", "vary": "thing", "count": 4294967298, "texts": ["{thing}"]})"),
        "2 to 100");
    row("unknown change", file(R"({"kind": "same", "perturb": "emoji", "texts": ["{thing}"]})"),
        "\"perturb\" is typo");
    row("texts of pairs", file(R"({"kind": "up", "texts": ["a", "b"]})"), "\"pairs\"");
    row("a pair of one", file(R"({"kind": "up", "pairs": [["a"]]})"), "two texts");
    row("pairs that vary", file(R"({"kind": "up", "vary": "thing", "pairs": [["{thing}", "b"]]})"),
        "has pairs");
  }
  void mistakesAreErrorsWithTheirPlace() {
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, words);
    const auto templates = parse_behaviour_templates(content.toStdString());
    QVERIFY(!templates.ok());
    QVERIFY(templates.error().code == ErrorCode::bad_format);
    QVERIFY2(templates.error().message.find(words.toStdString()) != std::string::npos,
             templates.error().message.c_str());
  }
};

QTEST_GUILESS_MAIN(TestBehaviourTemplates)
#include "test_behaviour_templates.moc"
