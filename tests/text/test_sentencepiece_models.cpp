#include "encoding_checks.h"
#include "text/xlm_roberta_tokenizer.h"
#include "trained_model.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace affect;

/// Model files are hostile until checked: whatever a file holds, it is opened or refused with a
/// sentence.
class TestSentencePieceModels : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase();
  void refusesWhatIsNoFile();
  void refusesWhatIsNoModel();
  void refusesAnEndCutOff();
  void survivesFlippedBits();
  void survivesDamagedNormalisation();
  void survivesPiecesWithoutSense();
  void trainingSaysWhatIsWrong();

private:
  std::filesystem::path write(const QByteArray &bytes) const {
    QFile file(folder_.filePath(QStringLiteral("tried.model")));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(bytes) != bytes.size())
      qFatal("cannot write a temporary file");
    return file.fileName().toStdString();
  }
  std::filesystem::path path(const char *name) const {
    return folder_.filePath(QString::fromUtf8(name)).toStdString();
  }
  QTemporaryDir folder_;
  QByteArray model_;
};

namespace {

std::string tried_with(const XlmRobertaTokenizer &tokenizer) {
  for (const std::string text :
       {"The movie was good", "caf\u00e9 e\u0301 ½ 酒店😀 \uFF8A\uFF9F", "a<mask> \xFF\xE9"}) {
    const std::string broken = broken_rule(tokenizer, tokenizer.encode(text), text, false);
    if (!broken.empty())
      return broken;
  }
  return {};
}

} // namespace

void TestSentencePieceModels::initTestCase() {
  const auto trained = train_small_model(path("small.model"));
  QVERIFY2(trained.ok(), trained.ok() ? "" : trained.error().text().c_str());
  QFile file(folder_.filePath(QStringLiteral("small.model")));
  QVERIFY(file.open(QIODevice::ReadOnly));
  model_ = file.readAll();
  QVERIFY(model_.size() > 1000);
  QVERIFY(XlmRobertaTokenizer::open(write(model_)).ok());
}

void TestSentencePieceModels::refusesWhatIsNoFile() {
  QVERIFY(XlmRobertaTokenizer::open(path("absent.model")).error().code == ErrorCode::not_found);
  QVERIFY(!XlmRobertaTokenizer::open(folder_.path().toStdString()).ok());
  QCOMPARE(::mkfifo(path("pipe.model").c_str(), 0600), 0);
  QVERIFY(!XlmRobertaTokenizer::open(path("pipe.model")).ok());
  QVERIFY(QFile(folder_.filePath(QStringLiteral("huge.model"))).open(QIODevice::WriteOnly));
  std::filesystem::resize_file(path("huge.model"), (64u << 20) + 1);
  QVERIFY(XlmRobertaTokenizer::open(path("huge.model")).error().code == ErrorCode::too_large);
}

void TestSentencePieceModels::refusesWhatIsNoModel() {
  for (const QByteArray &bytes :
       {QByteArray(), QByteArray("no model"), QByteArray(5000, '\0'), QByteArray(5000, '\xFF'),
        QByteArray("{\"vocab\": 1}"), QByteArray("\x0A\xFF\xFF\xFF\xFF\x0F")}) {
    const auto opened = XlmRobertaTokenizer::open(write(bytes));
    QVERIFY2(!opened.ok(), bytes.left(20).toHex().constData());
    QVERIFY(opened.error().code == ErrorCode::bad_format);
    QVERIFY(opened.error().text().find("tried.model") != std::string::npos);
  }
}

void TestSentencePieceModels::refusesAnEndCutOff() {
  int opened = 0;
  for (qsizetype length = 0; length < model_.size();
       length += length < 500 || model_.size() - length < 500 ? 1 : 997) {
    const auto cut = XlmRobertaTokenizer::open(write(model_.left(length)));
    if (!cut.ok())
      continue;
    // A file cut between two fields may still be a model; it must then work as one.
    ++opened;
    const std::string broken = tried_with(**cut);
    QVERIFY2(broken.empty(), (broken + ", cut to " + std::to_string(length)).c_str());
  }
  QVERIFY(opened < 60);
}

void TestSentencePieceModels::survivesFlippedBits() {
  Random random(3);
  for (int round = 0; round < 200; ++round) {
    QByteArray bytes = model_;
    for (std::uint64_t flips = 1 + random.below(round % 4 == 0 ? 200 : 4); flips > 0; --flips) {
      const auto at =
          static_cast<qsizetype>(random.below(static_cast<std::uint64_t>(bytes.size())));
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8)));
    }
    const auto opened = XlmRobertaTokenizer::open(write(bytes));
    if (!opened.ok())
      continue;
    const std::string broken = tried_with(**opened);
    QVERIFY2(broken.empty(), (broken + ", round " + std::to_string(round)).c_str());
  }
}

void TestSentencePieceModels::survivesDamagedNormalisation() {
  // The normaliser walks an array of 32-bit units by numbers that stand in the file.
  const QByteArray name = "nmt_nfkc_cf";
  const auto map = model_.indexOf(name) + name.size();
  QVERIFY(map > name.size() && model_.size() - map > 100000);
  std::string all;
  for (char16_t c = 1; c < 0xD800; c += 7)
    all += QString(QChar(c)).toStdString();
  Random random(9);
  int opened = 0;
  for (int round = 0; round < 150; ++round) {
    QByteArray bytes = model_;
    for (int i = 0; i < (round % 3 ? 1 : 500); ++i)
      bytes[map + 8 + static_cast<qsizetype>(random.below(round % 2 ? 100000 : 2000))] =
          static_cast<char>(random.below(256));
    const auto tokenizer = XlmRobertaTokenizer::open(write(bytes));
    if (!tokenizer.ok())
      continue;
    ++opened;
    // Such a model need not make sense, but its places lie in the text.
    for (const Token &token : (*tokenizer)->encode(all).tokens)
      QVERIFY(token.begin <= token.end && token.end <= all.size());
  }
  QVERIFY(opened > 0); // units that no text can reach do no harm
  QVERIFY(opened < 100);
}

void TestSentencePieceModels::survivesPiecesWithoutSense() {
  const QByteArray piece = "\u2581movie";
  const auto at = model_.indexOf(piece);
  QVERIFY(at > 0);
  for (const QByteArray &other : {QByteArray("\u2581mo\0ie", 8), QByteArray(8, '\0'),
                                  QByteArray("\u2581mo\xFF\xE9"
                                             "e"),
                                  QByteArray("\u2581hotel"), QByteArray("<0x00>  ")}) {
    QByteArray bytes = model_;
    bytes.replace(at, piece.size(), other);
    QCOMPARE(bytes.size(), model_.size());
    const auto opened = XlmRobertaTokenizer::open(write(bytes));
    if (opened.ok())
      QCOMPARE(tried_with(**opened), std::string());
    // The score behind it, made infinite and not a number.
    for (const char *score : {"\x00\x00\x80\x7F", "\x00\x00\xC0\x7F", "\xFF\xFF\x7F\xFF"}) {
      bytes = model_;
      bytes.replace(at + piece.size() + 1, 4, score, 4);
      const auto scored = XlmRobertaTokenizer::open(write(bytes));
      if (scored.ok())
        QCOMPARE(tried_with(**scored), std::string());
    }
  }
}

void TestSentencePieceModels::trainingSaysWhatIsWrong() {
  SentencePieceTraining options;
  options.vocabulary = trained_vocabulary;
  const auto few = train_sentencepiece(generated_lines(10), options, path("few.model"));
  QVERIFY(!few.ok() && few.error().code == ErrorCode::usage);
  options.vocabulary = 50000; // more pieces than the lines can give
  const auto many = train_sentencepiece(generated_lines(200), options, path("many.model"));
  QVERIFY(!many.ok() && !many.error().message.empty());
  QVERIFY(!std::filesystem::exists(path("many.model")));
  options.vocabulary = trained_vocabulary;
  const auto nowhere =
      train_sentencepiece(generated_lines(400), options, path("no/such/folder/x.model"));
  QVERIFY(!nowhere.ok() && nowhere.error().code == ErrorCode::unreadable);
}

QTEST_GUILESS_MAIN(TestSentencePieceModels)
#include "test_sentencepiece_models.moc"
