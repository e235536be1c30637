#include "evaluation/behaviour/slots.h"

#include <QtTest>

using namespace affect;

namespace {

const WordLists words = {{"thing", {"soup", "egg"}}, {"good", {"nice"}}, {"a2", {"x"}}};

std::string filled(const char *text, const std::map<std::string, std::string> &with) {
  const auto parsed = parse_slots(text, words);
  return parsed.ok() ? fill(*parsed, with) : parsed.error().message;
}

} // namespace

class TestSlots : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void slotsAreFilled() {
    const std::map<std::string, std::string> with = {{"thing", "egg"}, {"thing2", "soup"}};
    QCOMPARE(filled("No slot.", {}), std::string("No slot."));
    QCOMPARE(filled("{thing}", with), std::string("egg"));
    QCOMPARE(filled("A {thing} or {thing2}, {thing}!", with), std::string("A egg or soup, egg!"));
    QCOMPARE(filled("I had {a thing}.", with), std::string("I had an egg."));
    QCOMPARE(filled("I had {a thing2}.", with), std::string("I had a soup."));
    QCOMPARE(filled("{Thing}? {A thing}!", with), std::string("Egg? An egg!"));
    QCOMPARE(filled("{a2}", {{"a2", "x"}}), std::string("x")); // a list whose name ends in a digit
  }

  void aSlotKnowsItsList() {
    const auto parsed = parse_slots("{thing12} and {A good}", words);
    QVERIFY(parsed.ok());
    QCOMPARE(parsed->slots[0].name, std::string("thing12"));
    QCOMPARE(parsed->slots[0].list, std::string("thing"));
    QVERIFY(!parsed->slots[0].article && parsed->slots[1].article && parsed->slots[1].capital);
    QCOMPARE(parsed->texts.size(), std::size_t(3));
  }

  void mistakesAreErrors() {
    for (const char *bad :
         {"{nothing}", "{thing", "thing}", "{thing {good}}", "{}", "{a }", "{THING}", "{2}"}) {
      const auto parsed = parse_slots(bad, words);
      QVERIFY2(!parsed.ok() && parsed.error().code == ErrorCode::bad_format, bad);
    }
    QVERIFY(parse_slots("{nothing}", words).error().message.find("{nothing}") != std::string::npos);
  }

  void articlesGoBySound_data() {
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<QByteArray>("article");
    for (const char *word : {"egg", "Orange", "hour", "honest mistake", "unimpressive", "umbrella",
                             "84-year-old", "18-year-old", "8 a.m.", "11 o'clock", "onion"})
      QTest::newRow(word) << QByteArray(word) << QByteArray("an");
    for (const char *word : {"soup", "Hotel", "unique", "university", "European", "useless",
                             "one-armed", "25-year-old", "180-page", "110", "history", ""})
      QTest::newRow(word) << QByteArray(word) << QByteArray("a");
  }
  void articlesGoBySound() {
    QFETCH(QByteArray, word);
    QFETCH(QByteArray, article);
    QCOMPARE(std::string(article_of(word.toStdString())), article.toStdString());
  }
};

QTEST_GUILESS_MAIN(TestSlots)
#include "test_slots.moc"
