#include "text/bert_tokenizer.h"
#include "text/word_piece_training.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <sstream>

using namespace affect;

class TestWordPieceTraining : public QObject {
  Q_OBJECT

private:
  QTemporaryDir folder_;
  std::filesystem::path path(const char *name) const {
    return folder_.filePath(QString::fromUtf8(name)).toStdString();
  }

  // All of ASCII's letters, some words, no Chinese.
  std::unique_ptr<BertTokenizer> teacher() const {
    std::ofstream out(path("teacher.txt"));
    out << "[PAD]\n[unused0]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n!\n";
    for (char c = 'a'; c <= 'z'; ++c)
      out << c << "\n##" << c << '\n';
    out << "rare\n##ly\ngood\nsun\n##ny\nday\n";
    out.close();
    return std::move(*BertTokenizer::open(path("teacher.txt")));
  }
  std::vector<std::string> trained(const std::vector<std::string> &lines, std::size_t size) const {
    const auto from = teacher();
    const auto written = train_word_pieces(lines, *from, size, path("vocab.txt"));
    if (!written.ok())
      return {};
    std::ifstream in(path("vocab.txt"));
    std::vector<std::string> pieces;
    for (std::string piece; std::getline(in, piece);)
      pieces.push_back(piece);
    return *written == pieces.size() ? pieces : std::vector<std::string>();
  }
  static constexpr std::size_t least = 5 + 1 + 52; ///< special tokens, "!", letters in both forms

private Q_SLOTS:
  void theMostFrequentComeFirst() {
    const auto pieces = trained({"good good good sunny", "good sunny day"}, least + 4);
    QCOMPARE(pieces.size(), least + 4);
    const std::vector<std::string> first(pieces.begin(), pieces.begin() + 9);
    QCOMPARE(first, (std::vector<std::string>{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good",
                                              "##ny", "sun", "day"}));
  }

  void whatDoesNotFitIsSpelled() {
    const auto pieces = trained({"good good good", "sunny sunny day"}, least + 1);
    QCOMPARE(pieces.size(), least + 1);
    const auto own = std::move(*BertTokenizer::open(path("vocab.txt")));
    std::string cut;
    for (const Token &token : own->encode("good day").tokens)
      cut += own->piece(token.id) + ' ';
    QCOMPARE(cut, std::string("[CLS] good d ##a ##y [SEP] "));
  }

  void charactersTheTeacherLacksAreLearned() {
    const auto pieces = trained({"天天 good", "day😍😍"}, least + 6);
    const auto has = [&](const char *piece) {
      return std::count(pieces.begin(), pieces.end(), piece) == 1;
    };
    QVERIFY(has("天"));
    QVERIFY(has("##😍"));
    const auto own = std::move(*BertTokenizer::open(path("vocab.txt")));
    for (const Token &token : own->encode("good天").tokens)
      QVERIFY(own->piece(token.id) != "[UNK]");
  }

  void typedSpecialTokensAreNotDoubled() {
    const auto pieces = trained({"[SEP] [MASK] good [UNK]"}, least + 10);
    for (const char *special : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"})
      QCOMPARE(std::count(pieces.begin(), pieces.end(), special), std::ptrdiff_t(1));
  }

  void oddBytesAreNoPieces() {
    std::string odd = "good ";
    for (int c = 1; c < 256; ++c)
      odd += static_cast<char>(c);
    QVERIFY(!trained({odd, "\xFF\xFE", ""}, least + 50).empty());
    QVERIFY(BertTokenizer::open(path("vocab.txt")).ok());
  }

  void refusesWhatCannotBe() {
    const auto from = teacher();
    QCOMPARE(train_word_pieces({"good"}, *from, least - 1, path("small.txt")).error().code,
             ErrorCode::usage);
    QCOMPARE(train_word_pieces({"good"}, *from, least, path("no/such/vocab.txt")).error().code,
             ErrorCode::unreadable);
  }
};

QTEST_GUILESS_MAIN(TestWordPieceTraining)
#include "test_word_piece_training.moc"
