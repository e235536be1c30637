#include "evaluation/behaviour/behaviour_json.h"
#include "evaluation/behaviour/behaviour_scores.h"

#include <QtTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

using namespace affect;

namespace {

using Readings = std::vector<TextProbabilities>;

constexpr std::array<float, 3> negative = {0.7F, 0.2F, 0.1F}, neutral = {0.2F, 0.6F, 0.2F},
                               positive = {0.1F, 0.2F, 0.7F};

BehaviourTest test_of(BehaviourKind kind, std::size_t texts, const char *capability = "a",
                      const char *language = "en") {
  BehaviourTest test;
  test.capability = capability;
  test.language = language;
  test.kind = kind;
  test.texts.assign(texts, "text");
  return test;
}

BehaviourTest must_be(std::array<bool, 3> labels, std::size_t texts = 1,
                      const char *capability = "a", const char *language = "en") {
  BehaviourTest test = test_of(BehaviourKind::is, texts, capability, language);
  test.labels = labels;
  return test;
}

bool near(double a, double b) { return std::abs(a - b) < 1e-6; }

} // namespace

class TestBehaviourScores : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void everyTextMustHaveTheLabel() {
    const auto test = must_be({true, false, false}, 3);
    QVERIFY(!failure_of(test, {negative, negative, negative}));
    const auto failure = failure_of(test, {negative, neutral, positive});
    QVERIFY(failure);
    QCOMPARE(failure->text, std::size_t(2)); // 0.6 from it; the second only 0.4
    QVERIFY(near(failure->excess, 0.6));
  }

  void oneOfSeveralLabelsIsEnough() {
    const auto test = must_be({false, true, true}, 2);
    QVERIFY(!failure_of(test, {neutral, positive}));
    const auto failure = failure_of(test, {neutral, negative});
    QVERIFY(failure && near(failure->excess, 0.5));
  }

  void theLabelMustStay() {
    const auto test = test_of(BehaviourKind::same, 3);
    const std::array<float, 3> weaker = {0.4F, 0.35F, 0.25F};
    QVERIFY(!failure_of(test, {negative, negative, weaker}));
    const auto failure = failure_of(test, {negative, neutral, positive});
    QVERIFY(failure && failure->text == 2 && near(failure->excess, 1.2));
    // Both scores are 0, the labels differ.
    const std::array<float, 3> split = {0.45F, 0.1F, 0.45F};
    QVERIFY(failure_of(test, {neutral, neutral, split}));
  }

  void theScoreMayMoveByNoMoreThanMost() {
    auto test = test_of(BehaviourKind::same, 2);
    const std::array<float, 3> weaker = {0.6F, 0.3F, 0.1F};
    test.most = 0.11;
    QVERIFY(!failure_of(test, {negative, weaker}));
    test.most = 0.05;
    const auto failure = failure_of(test, {negative, weaker});
    QVERIFY(failure && near(failure->excess, 0.05));
    QVERIFY(failure_of(test, {weaker, negative})); // either way
  }

  void aDirectionIsKept() {
    const auto up = test_of(BehaviourKind::up, 2), down = test_of(BehaviourKind::down, 2);
    const std::array<float, 3> weaker = {0.15F, 0.2F, 0.65F}; // 0.1 less than positive
    QVERIFY(!failure_of(up, {neutral, positive}));
    QVERIFY(failure_of(down, {neutral, positive}));
    QVERIFY(!failure_of(down, {neutral, negative}));
    auto strict = up;
    strict.tolerance = 0.05;
    QVERIFY(!failure_of(up, {positive, positive}));
    const auto failure = failure_of(strict, {positive, weaker});
    QVERIFY(failure && failure->text == 1 && near(failure->excess, 0.05));
    strict.tolerance = 0.15;
    QVERIFY(!failure_of(strict, {positive, weaker}));
  }

  void aTextThatCannotBeReadFails() {
    const float none = std::numeric_limits<float>::quiet_NaN();
    for (const TextProbabilities &unread :
         {TextProbabilities(), TextProbabilities({none, none, none})})
      for (const auto kind : {BehaviourKind::is, BehaviourKind::same, BehaviourKind::up}) {
        auto test = test_of(kind, 2);
        test.labels = {true, true, true};
        const auto failure = failure_of(test, {positive, unread});
        QVERIFY(failure && failure->text == 1 && failure->excess == 2);
      }
  }

  void capabilitiesAndLanguagesAreCounted() {
    const std::array yes{false, false, true};
    const std::vector tests = {must_be(yes, 1, "b"), must_be(yes, 1, "a"),
                               must_be(yes, 2, "b", "zh"), must_be(yes, 1, "b"),
                               must_be(yes, 1, "a")};
    const std::vector<Readings> readings = {
        {neutral}, {positive}, {positive, positive}, {negative}, {positive}};
    const auto report = score_behaviours(tests, readings);
    QCOMPARE(report.capabilities.size(), std::size_t(2));
    QCOMPARE(report.capabilities[0].capability, std::string("b"));
    const auto &b = report.capabilities[0];
    QCOMPARE(b.all.tests, std::int64_t(3));
    QCOMPARE(b.all.failed, std::int64_t(2));
    QCOMPARE(b.languages.at("en").failed, std::int64_t(2));
    QCOMPARE(b.languages.at("zh").tests, std::int64_t(1));
    QCOMPARE(b.languages.at("zh").failed, std::int64_t(0));
    QVERIFY(!report.capabilities[1].languages.contains("zh"));
    QVERIFY(near(report.mean_failure_rate, 1.0 / 3)); // (2 of 3 and 0 of 2) / 2
    QVERIFY(near(report.mean_by_language.at("en"), 0.5));
    QVERIFY(near(report.mean_by_language.at("zh"), 0));
    QCOMPARE(report.failures.size(), std::size_t(2));
    QCOMPARE(report.failures[0].test, std::size_t(3)); // the worst first: 0.6, then 0.4
    QCOMPARE(report.failures[1].test, std::size_t(0));
  }

  void figuresAndFailuresAreWritten() {
    const std::vector tests = {must_be({false, false, true}, 2, "b", "zh"), must_be({true}, 1)};
    const std::vector<Readings> readings = {{positive, std::nullopt}, {negative}};
    const auto json = to_json(score_behaviours(tests, readings), tests, readings);
    QCOMPARE(json.at("mean_failure_rate").get<double>(), 0.5);
    QCOMPARE(json.at("mean_failure_rate_by_language").at("zh").get<double>(), 1.0);
    QCOMPARE(json.at("capabilities").at("b").at("languages").at("zh").at("failed").get<int>(), 1);
    QCOMPARE(json.at("capabilities").at("a").at("tests").get<int>(), 1);
    QCOMPARE(json.at("failures").size(), std::size_t(1));
    const auto &failure = json.at("failures")[0];
    QCOMPARE(failure.at("capability").get<std::string>(), std::string("b"));
    QCOMPARE(failure.at("worst_text").get<int>(), 1);
    QVERIFY(failure.at("probabilities")[1].is_null());
    QCOMPARE(failure.at("probabilities")[0][2].get<float>(), 0.7F);
    QCOMPARE(failure.at("texts").size(), std::size_t(2));
  }

  void noTestsNoFailures() {
    const auto report = score_behaviours({}, {});
    QCOMPARE(report.mean_failure_rate, 0.0);
    QVERIFY(report.capabilities.empty() && report.failures.empty());
  }
};

QTEST_GUILESS_MAIN(TestBehaviourScores)
#include "test_behaviour_scores.moc"
