#include "attention/chip_layout.h"
#include "fake_service.h"
#include "fixtures.h"

using namespace affect;
using namespace affect::ui;

namespace {

Reading read(const char *text) {
  Post post;
  post.text = text;
  return FakeService::read(post, {});
}

QStringList words_of(const std::vector<ChipPiece> &pieces) {
  QStringList list;
  for (const ChipPiece &piece : pieces)
    if (piece.word >= 0)
      list << piece.text;
  return list;
}

} // namespace

class TestChipLayout : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void cutsAtBytesNotAtLetters() {
    // One, two, three and four bytes a letter; the last needs a surrogate pair in UTF-16.
    const auto pieces = chip_pieces(read("Café 很好 \xF0\x9F\x98\xBB\xF0\x9F\x91\x8D naïve"));
    QCOMPARE(words_of(pieces),
             (QStringList{QStringLiteral("Café"), QStringLiteral("很好"),
                          QStringLiteral("\U0001F63B\U0001F44D"), QStringLiteral("naïve")}));
    for (const ChipPiece &piece : pieces)
      QVERIFY(!piece.text.contains(QChar::ReplacementCharacter));
  }

  void keepsChineseTogetherAndSpacesApart() {
    const auto pieces = chip_pieces(read("宇宙真美，很 开心"));
    QCOMPARE(words_of(pieces), (QStringList{QStringLiteral("宇宙"), QStringLiteral("真美"),
                                            QStringLiteral("很"), QStringLiteral("开心")}));
    QVERIFY(!pieces[1].space_before);
    QCOMPARE(pieces[2].text, QStringLiteral("，"));
    QCOMPARE(pieces[2].word, -1);
    QVERIFY(pieces.back().space_before);
  }

  void keepsLinesApart() {
    const auto pieces = chip_pieces(read("one\n\ntwo three\nfour"));
    QCOMPARE(pieces.size(), std::size_t(4));
    QVERIFY(!pieces[0].break_before);
    QVERIFY(pieces[1].break_before);
    QVERIFY(!pieces[2].break_before);
    QVERIFY(pieces[3].break_before);
  }

  void survivesOffsetsThatMakeNoSense() {
    Reading reading;
    reading.text = "好 ok";
    reading.words = {{1, 2, 0, 0},
                     {4, 2, 0, 0},
                     {4, 900, 0, 0},
                     {800, 900, 0, 0}}; // inside a letter, backwards, beyond
    const auto pieces = chip_pieces(reading);
    QCOMPARE(words_of(pieces).size(), 4);
    QCOMPARE(words_of(pieces)[2], QStringLiteral("ok"));
    for (const ChipPiece &piece : pieces)
      QVERIFY(!piece.text.contains(QChar::ReplacementCharacter));
  }

  void showsWhatTheModelLeftOut() {
    Reading reading;
    reading.text = "read this but not this";
    reading.text_truncated = true;
    reading.words = {{0, 4, 0, 0}, {5, 9, 1, 1}};
    const auto pieces = chip_pieces(reading);
    QCOMPARE(words_of(pieces).size(), 2);
    QCOMPARE(pieces.back().text, QStringLiteral("this"));
    QCOMPARE(pieces.back().word, -1);
  }

  void plainTextIsCutWhereARowMayEnd() {
    const QString chinese = QString(100, QChar(u'好'));
    for (const ChipPiece &piece : plain_pieces(chinese))
      QVERIFY(piece.text.size() <= 24);
    // Pairs stay whole.
    QString joined;
    const QString faces = QStringLiteral("a") + QString::fromUtf8("\xF0\x9F\x98\xBB").repeated(30);
    for (const ChipPiece &piece : plain_pieces(faces)) {
      QVERIFY(!piece.text.front().isLowSurrogate());
      joined += piece.text;
    }
    QCOMPARE(joined, faces);
    QVERIFY(plain_pieces(QString(5'000'000, QChar(u'x'))).size() < 2000);
    QVERIFY(plain_pieces(QString()).empty());
  }

  void wordsWrapAndAreFound() {
    ChipLayout layout;
    layout.setPieces(chip_pieces(read("one two three four five six seven eight nine ten")));
    const QFontMetrics metrics(QApplication::font());
    const int wide = layout.arrange(5000, metrics);
    const int narrow = layout.arrange(120, metrics);
    QVERIFY(narrow > wide);
    QCOMPARE(layout.words(), 10);
    for (int word = 0; word < 10; ++word) {
      const QRect rect = layout.rect_of(word);
      QVERIFY(rect.right() < 120);
      QCOMPARE(layout.word_at(rect.center()), word);
      for (int other = word + 1; other < 10; ++other)
        QVERIFY(!rect.intersects(layout.rect_of(other)));
    }
    QCOMPARE(layout.word_at(QPoint(119, narrow + 50)), -1);
    QCOMPARE(layout.word_at(QPoint(-5, 5)), -1);
  }

  void aWordWiderThanTheRowStaysInside() {
    ChipLayout layout;
    layout.setPieces(
        chip_pieces(read("short Donaudampfschifffahrtsgesellschaftskapitaenswitwe end")));
    layout.arrange(90, QFontMetrics(QApplication::font()));
    for (int word = 0; word < 3; ++word)
      QVERIFY(layout.rect_of(word).right() < 90);
  }

  void arrowsGoUpAndDown() {
    ChipLayout layout;
    layout.setPieces(chip_pieces(read("aa bb cc dd ee ff gg hh ii jj kk ll")));
    layout.arrange(110, QFontMetrics(QApplication::font()));
    const int below = layout.neighbour(1, 1);
    QVERIFY(layout.rect_of(below).y() > layout.rect_of(1).y());
    QCOMPARE(layout.neighbour(below, -1), 1);
    QCOMPARE(layout.neighbour(0, -1), 0);
    QCOMPARE(layout.neighbour(11, 1), 11);
    QCOMPARE(layout.neighbour(99, 1), 99);
  }
};

QTEST_MAIN(TestChipLayout)
#include "test_chip_layout.moc"
