#include "media/text_file.h"
#include "shared_data.h"

#include <QStringDecoder>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <random>

namespace fs = std::filesystem;
using namespace affect;

namespace {

std::string utf16(const std::u16string &text, bool big_endian) {
  std::string bytes;
  for (char16_t unit : text) {
    const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit);
    bytes += big_endian ? high : low;
    bytes += big_endian ? low : high;
  }
  return bytes;
}

std::string utf8(const std::u16string &text) {
  return QString::fromStdU16String(text).toStdString();
}

// Qt's own decoder, as a second opinion on what is UTF-8.
bool valid_utf8(const std::string &text) {
  QStringDecoder decoder(QStringDecoder::Utf8);
  const QString decoded = decoder(QByteArray::fromStdString(text));
  return decoded.size() >= 0 && !decoder.hasError();
}

void write(const fs::path &file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

} // namespace

class TestTextFile : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  fs::path at(const char *name) const { return fs::path(folder_.path().toStdString()) / name; }

private Q_SLOTS:
  void utf8StaysAsItIs() {
    constexpr const char *lines = "line\r\nline\ttab";
    for (const char *text : {"", "plain", "café", "北京很美", "I ❤️ it 😀", lines})
      QCOMPARE(decode_text(text), std::string(text));
    QCOMPARE(decode_text("\xEF\xBB\xBF"
                         "marked"),
             std::string("marked"));
  }

  void utf16WithAndWithoutMark_data() {
    QTest::addColumn<QString>("text");
    QTest::newRow("english") << QStringLiteral("What a lovely day in the park!");
    QTest::newRow("short") << QStringLiteral("ok");
    QTest::newRow("french") << QStringLiteral("Où est passée l’été ?");
    QTest::newRow("chinese") << QStringLiteral("今天天气很好，我们去公园玩。");
    QTest::newRow("mixed") << QStringLiteral("今天 #happy 😀 好");
    QTest::newRow("russian") << QStringLiteral("Хороший день, друзья");
  }
  void utf16WithAndWithoutMark() {
    QFETCH(QString, text);
    const std::u16string wide = text.toStdU16String();
    for (bool big_endian : {false, true})
      for (bool marked : {false, true}) {
        const std::string bytes = utf16((marked ? u"\uFEFF" : u"") + wide, big_endian);
        QCOMPARE(decode_text(bytes), utf8(wide));
      }
  }

  // The classic mistake: ASCII of even length that reads as Chinese in UTF-16.
  void asciiIsNotTakenForUtf16() {
    QCOMPARE(decode_text("Bush hid the facts"), std::string("Bush hid the facts"));
    QCOMPARE(decode_text("this app can break"), std::string("this app can break"));
  }

  void windows1252_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("french") << QByteArray("d\xE9j\xE0 vu, \xE7"
                                          "a va ?")
                            << QStringLiteral("déjà vu, ça va ?");
    QTest::newRow("quotes") << QByteArray("\x93Hello\x94, I don\x92t \x96 \x80"
                                          "5")
                            << QStringLiteral("“Hello”, I don’t – €5");
    QTest::newRow("apostrophe only") << QByteArray("don\x92t") << QStringLiteral("don’t");
    QTest::newRow("german") << QByteArray("Die Stra\xDF"
                                          "e ist gr\xF6\xDF"
                                          "er")
                            << QStringLiteral("Die Straße ist größer");
    QTest::newRow("german pair") << QByteArray("Gr\xF6\xDF"
                                               "e")
                                 << QStringLiteral("Größe");
    QTest::newRow("portuguese pair")
        << QByteArray("Uma informa\xE7\xE3o") << QStringLiteral("Uma informação");
    QTest::newRow("spanish") << QByteArray("\xA1\xD3rale! \xBFQu\xE9 tal?")
                             << QStringLiteral("¡Órale! ¿Qué tal?");
    QTest::newRow("degrees") << QByteArray("25\xB0"
                                           "C today")
                             << QStringLiteral("25°C today");
    QTest::newRow("guillemets") << QByteArray("\xABWord\xBB he said")
                                << QStringLiteral("«Word» he said");
    QTest::newRow("unassigned") << QByteArray("caf\xE9 \x81 x") << QStringLiteral("café \uFFFD x");
  }
  void windows1252() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(decode_text(bytes.toStdString())), text);
  }

  // Short posts in encodings that the rules for GB18030 and Windows-1252 do not know.
  void otherEncodings_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("big5") << QByteArray(
                                 "\xA4\xB5\xA4\xD1\xAA\xBA\xA4\xD1\xAE\xF0\xAF\x75\xA6\x6E\xA1\x41"
                                 "\xA7\xDA\xAD\xCC\xA5\x68\xA4\xBD\xB6\xE9\xB4\xB2\xA8\x42\xA1\x43")
                          << QStringLiteral("今天的天氣真好，我們去公園散步。");
    QTest::newRow("shift-jis")
        << QByteArray("\x82\xB1\x82\xCC\x89\x66\x89\xE6\x82\xCD\x96\x7B\x93\x96\x82\xC9\x8A\xB4\x93"
                      "\xAE\x82\xB5\x82\xDC\x82\xB5\x82\xBD\x81\x42")
        << QStringLiteral("この映画は本当に感動しました。");
    QTest::newRow("euc-kr")
        << QByteArray("\xBC\xAD\xBA\xF1\xBD\xBA\xB0\xA1\x20\xC3\xD6\xBE\xC7\xC0\xCC\xBE\xFA\xB4\xD9"
                      "\x2E\x20\xB4\xD9\xBD\xC3\xB4\xC2\x20\xBE\xC8\x20\xB0\xA1\xBF\xE4\x2E")
        << QStringLiteral("서비스가 최악이었다. 다시는 안 가요.");
    QTest::newRow("windows-1251")
        << QByteArray("\xD3\xE6\xE0\xF1\xED\xFB\xE9\x20\xF1\xE5\xF0\xE2\xE8\xF1\x2C\x20\xE1\xEE\xEB"
                      "\xFC\xF8\xE5\x20\xED\xE8\xEA\xEE\xE3\xE4\xE0\x20\xF1\xFE\xE4\xE0\x20\xED\xE5"
                      "\x20\xEF\xF0\xE8\xE4\xF3\x2E")
        << QStringLiteral("Ужасный сервис, больше никогда сюда не приду.");
    QTest::newRow("koi8-r")
        << QByteArray(
               "\xF3\xC5\xC7\xCF\xC4\xCE\xD1\x20\xD0\xD2\xC5\xCB\xD2\xC1\xD3\xCE\xD9\xCA\x20\xC4"
               "\xC5\xCE\xD8\x2C\x20\xD7\xD3\xC5\xCD\x20\xD3\xCF\xD7\xC5\xD4\xD5\xC0\x2E")
        << QStringLiteral("Сегодня прекрасный день, всем советую.");
  }
  void otherEncodings() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(decode_text(bytes.toStdString())), text);
  }

  void gb18030_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("chinese") << QByteArray("\xBD\xF1\xCC\xEC\xCC\xEC\xC6\xF8\xBA\xDC\xBA\xC3")
                             << QStringLiteral("今天天气很好");
    QTest::newRow("cut tweet") << QByteArray("#Spain #Portug\xA1\xAD \n")
                               << QStringLiteral("#Spain #Portug… \n");
    QTest::newRow("quotes") << QByteArray("\xA1\xB0@user: so true\xA1\xB1")
                            << QStringLiteral("“@user: so true”");
    QTest::newRow("accent") << QByteArray("roasted/saut\xA8\xA6"
                                          "ed")
                            << QStringLiteral("roasted/sautéed");
    QTest::newRow("dash") << QByteArray("last winter \xA8"
                                        "C what")
                          << QStringLiteral("last winter – what");
    QTest::newRow("kana") << QByteArray("\xA4\xAD\xA4\xEC\xA9`\xA4\xA4")
                          << QStringLiteral("きれーい");
    QTest::newRow("four bytes") << QByteArray("\xBA\xC3 \x94\x39\xFC\x36")
                                << QStringLiteral("好 😀");
    QTest::newRow("cyrillic")
        << QByteArray("\xA7\xAC\xA7\xE2\xA7\xD1\xA7\xE3\xA7\xDF\xA7\xE0\xA7\xD5\xA7\xD1\xA7\xE2\x20"
                      "\x2D\x20\x23\xA7\xB3\xA7\xE1\xA7\xD1\xA7\xE2\xA7\xE4\xA7\xD1\xA7\xDC\x20\xA7"
                      "\xDC\xA7\xE0\xA7\xDE\xA7\xDE\xA7\xD6\xA7\xDF\xA7\xE4\xA7\xDA\xA7\xE2\xA7\xE5"
                      "\xA7\xD6\xA7\xE4\x20\xA7\xB5\xA7\xE4\xA7\xDC\xA7\xDA\xA7\xDF\x2E")
        << QStringLiteral("Краснодар - #Спартак комментирует Уткин.");
    QTest::newRow("japanese") << QByteArray(
                                     "\x20\x23\x52\x54\xA4\xB5\xA4\xEC\xA4\xBF\xB7\xD6\xCB\xBD\xCE"
                                     "\xEF\xA4\xF2\xC9\xB9\xA4\xB9\x20\x68\x74\x74\x70\x3A\x2F\x2F"
                                     "\x74\x2E\x63\x6F\x2F\x52\x4A\x33\x67\x79\x53\x39\x6F\x34\x71")
                              << QStringLiteral(" #RTされた分私物を晒す http://t.co/RJ3gyS9o4q");
  }
  void gb18030() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(decode_text(bytes.toStdString())), text);
  }

  // A text that was cut at a byte count often ends inside a character.
  void brokenUtf8KeepsWhatIsWhole() {
    QCOMPARE(decode_text("déjà vu, voilà l’été \xE2\x80"),
             std::string("déjà vu, voilà l’été \uFFFD"));
  }

  void nulIsReplaced() {
    const std::string text = decode_text(std::string_view("abcdefg\0hijk", 12));
    QVERIFY(text.find('\0') == std::string::npos);
    QVERIFY(text.find("abcdefg") == 0);
  }

  void anyBytesBecomeUtf8() {
    std::mt19937 random(4);
    for (int round = 0; round < 3000; ++round) {
      std::string bytes;
      const unsigned kinds = random() % 4; // more or less of it beyond ASCII
      for (unsigned left = random() % 40; left > 0; --left)
        bytes += static_cast<char>(random() % 4 < kinds ? random() % 256 : 32 + random() % 95);
      const std::string text = decode_text(bytes);
      QVERIFY(valid_utf8(text));
      QVERIFY(text.find('\0') == std::string::npos);
    }
  }

  void blankTexts() {
    for (const char *text : {"", " ", "\r\n\t ", "\u3000\u00A0", "\u200B\uFEFF"})
      QVERIFY(is_blank(text));
    for (const char *text : {"a", " . ", "好", "\uFFFD", "😀"})
      QVERIFY(!is_blank(text));
  }

  void filesAndTheirErrors() {
    write(at("good.txt"), "fine caf\xC3\xA9");
    const auto good = load_text(at("good.txt"));
    QVERIFY(good.ok());
    QCOMPARE(*good, std::string("fine café"));

    write(at("empty.txt"), "");
    QVERIFY(load_text(at("empty.txt")).ok());
    QVERIFY(load_text(at("empty.txt"))->empty());

    const auto missing = load_text(at("none.txt"));
    QVERIFY(!missing.ok());
    QCOMPARE(static_cast<int>(missing.error().code), static_cast<int>(ErrorCode::not_found));

    fs::create_directory(at("folder.txt"));
    const auto folder = load_text(at("folder.txt"));
    QVERIFY(!folder.ok());
    QCOMPARE(static_cast<int>(folder.error().code), static_cast<int>(ErrorCode::unreadable));
  }

  void fiftyMegabytesAreRefused() {
    const fs::path file = at("long.txt");
    write(file, "x");
    fs::resize_file(file, 50u << 20); // sparse: nothing is written
    const auto text = load_text(file);
    QVERIFY(!text.ok());
    QCOMPARE(static_cast<int>(text.error().code), static_cast<int>(ErrorCode::too_large));
    QCOMPARE(text.error().file.string(), file.string());
    QVERIFY(text.error().message.find("52.4 MB") != std::string::npos);
  }

  void limitIsInclusive() {
    write(at("ten.txt"), "0123456789");
    QVERIFY(load_text(at("ten.txt"), 10).ok());
    QVERIFY(!load_text(at("ten.txt"), 9).ok());
  }

  // MVSA's texts were saved in GBK: none of them holds a byte that fits no encoding.
  void textsOfTheDataSet() {
    AFFECT_NEED_SHARED(folder, "data/mvsa-single/data");
    int seen = 0;
    for (const auto &entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() != ".txt")
        continue;
      ++seen;
      const auto text = load_text(entry.path());
      QVERIFY2(text.ok(), entry.path().c_str());
      QVERIFY2(valid_utf8(*text) && text->find("\uFFFD") == std::string::npos,
               entry.path().c_str());
    }
    QVERIFY(seen > 4000);
  }
};

QTEST_GUILESS_MAIN(TestTextFile)
#include "test_text_file.moc"
