#include "text/word_breaks.h"

#include <QtTest>

using namespace affect;

class TestWordBreaks : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void wordsOfSpacesAndOfADictionary() {
    using Breaks = std::vector<std::size_t>;
    QCOMPARE(word_breaks("so it's"), (Breaks{0, 2, 3, 7}));
    QCOMPARE(word_breaks("房间很干净"), (Breaks{0, 6, 9, 15}));
    QCOMPARE(word_breaks("非常喜欢ok"), (Breaks{0, 6, 12, 14}));
    QCOMPARE(word_breaks("👩‍👩‍👧😂"), (Breaks{0, 18, 22})); // joined emoji are one
  }

  void whatIsNoTextHasBreaksWithinIt() {
    QVERIFY(word_breaks("").size() <= 1);
    const std::string broken = "\xE6\x88 ok \xFF\xFE\xC0\x80 \xF0\x9F";
    const auto breaks = word_breaks(broken);
    QVERIFY(!breaks.empty() && std::is_sorted(breaks.begin(), breaks.end()) &&
            breaks.back() == broken.size());
  }
};

QTEST_GUILESS_MAIN(TestWordBreaks)
#include "test_word_breaks.moc"
