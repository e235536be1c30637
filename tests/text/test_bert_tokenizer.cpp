#include "base/random.h"
#include "encoding_checks.h"
#include "shared_data.h"
#include "text/bert_tokenizer.h"
#include "tokenizer_cases.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <sys/stat.h>

using namespace affect;

class TestBertTokenizer : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase();
  void longestPieceFirst();
  void unknownWordsStayWhole();
  void unknownWordsAreCutWhereAsked();
  void cleansAndFolds();
  void keepsCaseWhereAsked();
  void chineseCharactersStandAlone();
  void typedSpecialTokens();
  void truncates();
  void everyPrefixIsRead();
  void everyByteIsRead();
  void refusesVocabularies();
  void equalsTheReference_data();
  void equalsTheReference();

private:
  std::filesystem::path write(const QByteArray &vocabulary) const {
    QFile file(folder_.filePath(QStringLiteral("vocab.txt")));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) ||
        file.write(vocabulary) != vocabulary.size())
      qFatal("cannot write a temporary file");
    return file.fileName().toStdString();
  }
  /// The pieces a text is cut into, each with its place: "un[0,2] ##able[2,6]".
  std::string cut(std::string_view text) const { return cut(*tokenizer_, text); }
  static std::string cut(const BertTokenizer &tokenizer, std::string_view text) {
    std::string listed;
    for (const Token &token : tokenizer.encode(text).tokens)
      if (!token.added) {
        if (!listed.empty())
          listed += ' ';
        listed.append(tokenizer.piece(token.id)).append("[").append(std::to_string(token.begin));
        listed.append(",").append(std::to_string(token.end)).append("]");
      }
    return listed;
  }
  QTemporaryDir folder_;
  std::unique_ptr<BertTokenizer> tokenizer_;
};

void TestBertTokenizer::initTestCase() {
  // Line ends of both kinds.
  auto opened = BertTokenizer::open(
      write("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nun\n##aff\n##able\n##a\na\n##ffable\r\ncafe\n"
            "!\n.\n'\n很\n好\n##好\nbad\nss\n##s\nCafe\n[\n]\nsep\n"));
  QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().text().c_str());
  tokenizer_ = std::move(*opened);
  QCOMPARE(tokenizer_->size(), std::int64_t{25});
  QCOMPARE(tokenizer_->pad_id(), std::int64_t{0});
  QCOMPARE(tokenizer_->mask_id(), std::int64_t{4});
  QCOMPARE(tokenizer_->piece(-1), std::string());
  QCOMPARE(tokenizer_->piece(25), std::string());
  for (std::int64_t id = 0; id < 5; ++id)
    QVERIFY(tokenizer_->is_special(id));
  QVERIFY(!tokenizer_->is_special(5));
  QVERIFY(tokenizer_->begins_word(5) && !tokenizer_->begins_word(6));
}

void TestBertTokenizer::longestPieceFirst() {
  QCOMPARE(cut("unaffable"), std::string("un[0,2] ##aff[2,5] ##able[5,9]"));
  QCOMPARE(cut("affable"), std::string("a[0,1] ##ffable[1,7]"));
  QCOMPARE(cut(" bad  bad!"), std::string("bad[1,4] bad[6,9] ![9,10]"));
  QCOMPARE(cut("bad'a."), std::string("bad[0,3] '[3,4] a[4,5] .[5,6]"));
}

void TestBertTokenizer::unknownWordsStayWhole() {
  QCOMPARE(cut("unknowable bad"), std::string("[UNK][0,10] bad[11,14]"));
  QCOMPARE(cut(std::string(100, 'a')).substr(0, 6), std::string("a[0,1]"));
  QCOMPARE(cut(std::string(101, 'a')), std::string("[UNK][0,101]"));
  QCOMPARE(cut(""), std::string());
  QCOMPARE(cut(" \t\n\u2003\u2028\u3000"), std::string());
}

// An emoji behind a word must not take the word with it.
void TestBertTokenizer::unknownWordsAreCutWhereAsked() {
  BertOptions options;
  options.cut_unknown_words = true;
  QTemporaryDir folder;
  const auto file = std::filesystem::path(folder.path().toStdString()) / "vocab.txt";
  std::ofstream(file) << "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ngood\nbad\n##s\n😂\n##😡\nday\n";
  const auto opened = BertTokenizer::open(file, options);
  QVERIFY(opened.ok());
  const BertTokenizer &tokenizer = **opened;
  QCOMPARE(cut(tokenizer, "goods🥳"), std::string("good[0,4] ##s[4,5] [UNK][5,9]"));
  QCOMPARE(cut(tokenizer, "good🥳🥳day bad"),
           std::string("good[0,4] [UNK][4,12] day[12,15] bad[16,19]"));
  QCOMPARE(cut(tokenizer, "🥳good"), std::string("[UNK][0,4] good[4,8]"));
  QCOMPARE(cut(tokenizer, "bad😡"), std::string("bad[0,3] ##😡[3,7]"));
  QCOMPARE(cut(tokenizer, "good😂bad"),
           std::string("good[0,4] 😂[4,8] bad[8,11]")); // known only as a word's beginning
  QCOMPARE(cut(tokenizer, "🥳"), std::string("[UNK][0,4]"));
  QCOMPARE(cut(tokenizer, std::string(101, 's')), std::string("[UNK][0,101]"));
}

void TestBertTokenizer::cleansAndFolds() {
  QCOMPARE(cut("CAF\u00C9"), std::string("cafe[0,5]"));
  QCOMPARE(cut("cafe\u0301 bad"), std::string("cafe[0,4] bad[7,10]"));
  QCOMPARE(cut("b\u200Bad\uFEFF"), std::string("bad[0,6]")); // dropped characters part no word
  QCOMPARE(cut(std::string("b\0a\x01"
                           "d\x7F",
                           6)),
           std::string("bad[0,5]"));
  QCOMPARE(cut("\u0301\u200D"), std::string());
}

void TestBertTokenizer::keepsCaseWhereAsked() {
  const auto cased =
      BertTokenizer::open(folder_.filePath(QStringLiteral("vocab.txt")).toStdString(), false);
  QVERIFY(cased.ok());
  const auto tokens = (*cased)->encode("Cafe CAFE cafe caf\u00E9").tokens;
  QCOMPARE(tokens.size(), std::size_t{6});
  QCOMPARE((*cased)->piece(tokens[1].id), std::string("Cafe"));
  QCOMPARE((*cased)->piece(tokens[2].id), std::string("[UNK]"));
  QCOMPARE((*cased)->piece(tokens[3].id), std::string("cafe"));
  QCOMPARE((*cased)->piece(tokens[4].id), std::string("[UNK]"));
}

void TestBertTokenizer::chineseCharactersStandAlone() {
  QCOMPARE(cut("很好bad"), std::string("很[0,3] 好[3,6] bad[6,9]"));
  QCOMPARE(cut("bad好\U00020000"), std::string("bad[0,3] 好[3,6] [UNK][6,10]"));
}

void TestBertTokenizer::typedSpecialTokens() {
  QCOMPARE(cut("a[SEP]bad [MASK] [PAD]"),
           std::string("a[0,1] [SEP][1,6] bad[6,9] [MASK][10,16] [PAD][17,22]"));
  QCOMPARE(cut("[sep]"), std::string("[[0,1] sep[1,4] ][4,5]"));
  QCOMPARE(cut("[[UNK]["), std::string("[[0,1] [UNK][1,6] [[6,7]"));
}

void TestBertTokenizer::truncates() {
  const std::string text = "bad bad unaffable";
  for (std::size_t limit = 2; limit < 9; ++limit) {
    const Encoding cut = tokenizer_->encode(text, limit);
    QCOMPARE(cut.tokens.size(), std::min<std::size_t>(limit, 7));
    QCOMPARE(cut.truncated, limit < 7);
    QCOMPARE(cut.tokens.back().id, std::int64_t{3});
  }
  QCOMPARE(tokenizer_->encode(text, 1).tokens.size(), std::size_t{2});
}

void TestBertTokenizer::everyPrefixIsRead() {
  const std::string text =
      "Bad 👍🏽, e\u0301té! 很好\u3000[MASK]\u200B ½ 👨‍👩‍👧 한\xFF\xC3 "
      "\xE9\x85 \xF0\x9F\x98 "
      "\xED\xA0\x80 end";
  for (std::size_t length = 0; length <= text.size(); ++length)
    for (std::size_t begin : {std::size_t{0}, length / 2}) {
      const std::string_view slice = std::string_view(text).substr(begin, length - begin);
      const std::string broken = broken_rule(*tokenizer_, tokenizer_->encode(slice), slice, false);
      QVERIFY2(
          broken.empty(),
          (broken + ", bytes " + std::to_string(begin) + " to " + std::to_string(length)).c_str());
    }
}

void TestBertTokenizer::everyByteIsRead() {
  Random random(13);
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (std::uint64_t i = 0, n = random.below(40); i < n; ++i)
      text += static_cast<char>(random.below(256));
    const std::string broken = broken_rule(*tokenizer_, tokenizer_->encode(text), text, false);
    QVERIFY2(broken.empty(),
             (broken + " in " + QByteArray::fromStdString(text).toHex().toStdString()).c_str());
  }
}

void TestBertTokenizer::refusesVocabularies() {
  const std::filesystem::path folder = folder_.path().toStdString();
  QVERIFY(BertTokenizer::open(folder / "absent.txt").error().code == ErrorCode::not_found);
  QVERIFY(!BertTokenizer::open(folder).ok());
  QCOMPARE(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  QVERIFY(!BertTokenizer::open(folder / "pipe").ok()); // and does not wait for a writer
  QTemporaryDir other;
  const auto tried = [&](const QByteArray &vocabulary) {
    QFile file(other.filePath(QStringLiteral("v.txt")));
    return file.open(QIODevice::WriteOnly | QIODevice::Truncate) &&
               file.write(vocabulary) == vocabulary.size()
           ? file.close(),
           BertTokenizer::open(file.fileName().toStdString())
           : Result<std::unique_ptr<BertTokenizer>>(make_error(ErrorCode::internal, "not written"));
  };
  QVERIFY(tried("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n").ok());
  for (const QByteArray &vocabulary :
       {QByteArray(), QByteArray("a\nb\n"), QByteArray("[PAD]\n[UNK]\n[CLS]\n[SEP]\n"),
        QByteArray(1000, '\0'), QByteArray(1000, '\n')}) {
    const auto opened = tried(vocabulary);
    QVERIFY(!opened.ok());
    QVERIFY(opened.error().code == ErrorCode::bad_format);
  }
}

void TestBertTokenizer::equalsTheReference_data() {
  QTest::addColumn<QString>("folder");
  QTest::addColumn<bool>("lower_case");
  QTest::newRow("bert-uncased") << QStringLiteral("bert-en") << true;
  QTest::newRow("bert-cased") << QStringLiteral("bert-en") << false;
  QTest::newRow("bert-chinese") << QStringLiteral("bert-cn") << true;
  QTest::newRow("bert-chinese-cased") << QStringLiteral("bert-cn") << false;
}

void TestBertTokenizer::equalsTheReference() {
  AFFECT_NEED_SHARED(root, "fixtures/hf/tokenizers");
  QFETCH(QString, folder);
  QFETCH(bool, lower_case);
  const auto tokenizer = BertTokenizer::open(root / folder.toStdString() / "vocab.txt", lower_case);
  QVERIFY2(tokenizer.ok(), tokenizer.ok() ? "" : tokenizer.error().text().c_str());
  const auto cases = tokenizer_cases(root, QString::fromUtf8(QTest::currentDataTag()));
  QVERIFY(cases.size() > 200);
  int failed = 0;
  for (const TokenizerCase &expected : cases) {
    const std::string wrong = difference((*tokenizer)->encode(expected.text), expected);
    if (!wrong.empty() && ++failed)
      qWarning("%s", wrong.c_str());
  }
  QCOMPARE(failed, 0);
}

QTEST_GUILESS_MAIN(TestBertTokenizer)
#include "test_bert_tokenizer.moc"
