#include "evaluation/behaviour/behaviour_test.h"

#include <QtTest>

using namespace affect;

namespace {

std::string line(const std::string &rest) {
  return R"({"capability": "negation/near", "language": "en", )" + rest + "}\n";
}

bool has(const Error &error, const char *words) {
  return error.message.find(words) != std::string::npos;
}

} // namespace

class TestBehaviourTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void everyKindIsRead() {
    const auto read = parse_behaviour_tests(
        "\xEF\xBB\xBF" + line(R"("kind": "is", "label": "negative", "texts": ["Not good."])") +
        "\r\n\n" +
        line(
            R"("kind": "is", "label": ["neutral", "positive"], "texts": ["a", "b"], "name": "x")") +
        line(R"("kind": "same", "texts": ["a", "b", "c"], "most": 0.05)") +
        line(R"("kind": "up", "texts": ["好", "很好"])") +
        line(R"("kind": "down", "texts": ["a", "b"], "tolerance": 0)"));
    QVERIFY2(read.errors.empty(), read.errors.empty() ? "" : read.errors[0].message.c_str());
    QCOMPARE(read.tests.size(), std::size_t(5));
    const auto &first = read.tests[0];
    QCOMPARE(first.capability, std::string("negation/near"));
    QCOMPARE(first.language, std::string("en"));
    QVERIFY(first.kind == BehaviourKind::is);
    QVERIFY((first.labels == std::array{true, false, false}));
    QCOMPARE(first.line, std::size_t(1));
    QVERIFY((read.tests[1].labels == std::array{false, true, true}));
    QCOMPARE(read.tests[1].name, std::string("x"));
    QCOMPARE(read.tests[1].line, std::size_t(4));
    QVERIFY(read.tests[2].kind == BehaviourKind::same);
    QCOMPARE(*read.tests[2].most, 0.05);
    QVERIFY(!read.tests[3].most);
    QCOMPARE(read.tests[3].tolerance, default_tolerance);
    QCOMPARE(read.tests[3].texts[1], std::string("很好"));
    QVERIFY(read.tests[4].kind == BehaviourKind::down);
    QCOMPARE(read.tests[4].tolerance, 0.0);
  }

  void badLinesAreToldAndLoseNoOthers_data() {
    QTest::addColumn<QByteArray>("bad");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char *name, const std::string &bad, const char *words) {
      QTest::newRow(name) << QByteArray::fromStdString(bad) << QByteArray(words);
    };
    row("no JSON", "negative: Not good.", "no JSON object");
    row("a list", "[1, 2]", "no JSON object");
    row("not UTF-8", line("\"kind\": \"is\", \"label\": \"negative\", \"texts\": [\"\xFF\"]"),
        "no JSON object");
    row("half an object", R"({"capability": "a")", "no JSON object");
    row("deep", std::string(100000, '['), "no JSON object");
    row("long", "{\"capability\": \"" + std::string(2 << 20, 'a') + "\"}", "longer");
    row("no capability", R"({"language": "en", "kind": "is", "texts": ["a"]})", "\"capability\"");
    row("language is a number", R"({"capability": "a", "language": 1, "kind": "is"})",
        "\"language\"");
    row("unknown kind", line(R"("kind": "isnt", "texts": ["a"])"), "\"isnt\" is none of is");
    row("no label", line(R"("kind": "is", "texts": ["a"])"), "\"label\" is missing");
    row("no labels", line(R"("kind": "is", "label": [], "texts": ["a"])"), "\"label\" is missing");
    row("unknown label", line(R"("kind": "is", "label": "mixed", "texts": ["a"])"), "\"mixed\"");
    row("label of another kind", line(R"("kind": "same", "label": "neutral", "texts": ["a", "b"])"),
        "\"label\" does not belong");
    row("most of another kind", line(R"("kind": "up", "most": 0.1, "texts": ["a", "b"])"),
        "\"most\" does not belong");
    row("unknown field", line(R"("kind": "up", "tolerence": 0.1, "texts": ["a", "b"])"),
        "\"tolerence\" is unknown");
    row("most too large", line(R"("kind": "same", "most": 5, "texts": ["a", "b"])"),
        "\"most\" is a number from 0 to 2");
    row("tolerance is a word", line(R"("kind": "up", "tolerance": "x", "texts": ["a", "b"])"),
        "\"tolerance\" is a number");
    row("no texts", line(R"("kind": "is", "label": "neutral", "texts": [])"), "\"texts\"");
    row("an empty text", line(R"("kind": "is", "label": "neutral", "texts": ["a", " "])"),
        "text 2 is empty");
    row("a text that is none", line(R"("kind": "is", "label": "neutral", "texts": [["a"]])"),
        "text 1");
    row("one text", line(R"("kind": "same", "texts": ["a"])"), "two texts or more");
    row("three texts", line(R"("kind": "down", "texts": ["a", "b", "c"])"), "has two texts");
  }
  void badLinesAreToldAndLoseNoOthers() {
    QFETCH(QByteArray, bad);
    QFETCH(QByteArray, words);
    const std::string good = line(R"("kind": "is", "label": "negative", "texts": ["Not good."])");
    const auto read = parse_behaviour_tests(good + bad.toStdString() + "\n" + good);
    QCOMPARE(read.tests.size(), std::size_t(2));
    QCOMPARE(read.errors.size(), std::size_t(1));
    QVERIFY(read.errors[0].code == ErrorCode::bad_format);
    QVERIFY2(has(read.errors[0], "Line 2: ") && has(read.errors[0], words),
             read.errors[0].message.c_str());
    QVERIFY(read.errors[0].message.size() < 300);
  }

  void aWrittenLineIsReadAsItWas() {
    BehaviourTest test;
    test.capability = std::string("groups/religion"); // GCC 12 warns of an assigned literal
    test.language = std::string("zh");
    test.kind = BehaviourKind::same;
    test.most = 0.05;
    test.texts = {"\"他\" 说\n", "b 🙂"};
    BehaviourTest other = test;
    other.kind = BehaviourKind::is;
    other.most.reset();
    other.labels = {true, true, false};
    other.name = std::string("n");
    BehaviourTest third = test;
    third.kind = BehaviourKind::up;
    third.most.reset();
    third.tolerance = 0.25;
    const auto read =
        parse_behaviour_tests(line_of(test) + "\n" + line_of(other) + "\n" + line_of(third));
    QVERIFY(read.errors.empty());
    test.line = 1, other.line = 2, third.line = 3;
    QVERIFY((read.tests == std::vector{test, other, third}));
  }

  void nothingIsNoTest() {
    const auto read = parse_behaviour_tests("\n\n");
    QVERIFY(read.tests.empty() && read.errors.empty());
  }
};

QTEST_GUILESS_MAIN(TestBehaviourTest)
#include "test_behaviour_test.moc"
