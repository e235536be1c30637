#include "base/random.h"
#include "encoding_checks.h"
#include "shared_data.h"
#include "text/siglip_tokenizer.h"
#include "tokenizer_cases.h"
#include "trained_model.h"

#include <QTemporaryDir>
#include <QTest>

using namespace affect;

class TestSiglipTokenizer : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase();
  void cleansTheText();
  void typedSpecialTokens();
  void truncates();
  void everyPrefixIsRead();
  void everyByteIsRead();
  void refusesModels();
  void equalsTheReference_data();
  void equalsTheReference();

private:
  /// What holds for every text, or what does not: one added token, the last, or a typed end.
  std::string broken(std::string_view text) const {
    const Encoding encoding = tokenizer_->encode(text);
    std::size_t reached = 0;
    for (const Token &token : encoding.tokens) {
      const bool last = &token == &encoding.tokens.back();
      if (token.id < 0 || token.id >= tokenizer_->size() || (token.added && !last))
        return "an id or added token";
      if (last)
        return token.id == 2 ? "" : "no end";
      if (token.begin < reached || token.end < token.begin || token.end > text.size())
        return "places";
      reached = token.begin;
    }
    return "no tokens";
  }
  std::vector<std::int64_t> ids(std::string_view text) const {
    return ids_of(tokenizer_->encode(text));
  }
  QTemporaryDir folder_;
  std::filesystem::path file_;
  std::unique_ptr<SiglipTokenizer> tokenizer_;
};

void TestSiglipTokenizer::initTestCase() {
  file_ = folder_.filePath(QStringLiteral("spiece.model")).toStdString();
  QVERIFY(train_small_model(file_).ok());
  auto opened = SiglipTokenizer::open(file_, {});
  QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().text().c_str());
  tokenizer_ = std::move(*opened);
  QCOMPARE(tokenizer_->pad_id(), std::int64_t{2});
  QCOMPARE(tokenizer_->mask_id(), std::int64_t{-1});
  QVERIFY(tokenizer_->pads_to_full_length());
  QVERIFY(tokenizer_->is_special(0) && tokenizer_->is_special(2) && tokenizer_->is_special(-1));
}

void TestSiglipTokenizer::cleansTheText() {
  QCOMPARE(ids(" The\t\u3000MOVIE,  \"was\" (good)!... "), ids("the movie was good"));
  QCOMPARE(ids("hot-el"), ids("hotel"));
  QCOMPARE(ids("?!"), ids(""));
  QCOMPARE(ids(""), std::vector<std::int64_t>{2});
  const std::string text = "  The MOVIE, \"was\" good! ";
  const Encoding encoding = tokenizer_->encode(text);
  QVERIFY(tokenizer_->begins_word(encoding.tokens.front().id));
  QCOMPARE(encoding.tokens.front().begin, std::size_t{2});
  QCOMPARE(encoding.tokens[encoding.tokens.size() - 2].end, text.find('!'));
  // Each word lies in tokens, whatever they are.
  std::string covered;
  for (const Token &token : encoding.tokens)
    covered += part(text, token);
  QCOMPARE(covered, std::string("TheMOVIEwasgood"));
}

void TestSiglipTokenizer::typedSpecialTokens() {
  const auto tokens = tokenizer_->encode("good</s>").tokens;
  QVERIFY(!tokens.back().added && tokens.back().id == 2 &&
          tokens.back().begin == 4); // no second one
  QCOMPARE(ids("</s>"), std::vector<std::int64_t>{2});
  QCOMPARE(ids("<unk>").front(), std::int64_t{0});
  QCOMPARE(ids("</s>").size(), std::size_t{1});
  // After a typed token no word begins.
  const Encoding after = tokenizer_->encode("<unk>good");
  QVERIFY(after.tokens.size() > 2 && !tokenizer_->begins_word(after.tokens[1].id));
}

void TestSiglipTokenizer::truncates() {
  const std::string text = "the movie was surprisingly good and I loved it";
  const Encoding whole = tokenizer_->encode(text);
  for (std::size_t limit = 1; limit <= whole.tokens.size() + 1; ++limit) {
    const Encoding cut = tokenizer_->encode(text, limit);
    QCOMPARE(cut.tokens.size(), std::min(limit, whole.tokens.size()));
    QCOMPARE(cut.truncated, limit < whole.tokens.size());
    QCOMPARE(cut.tokens.back().id, std::int64_t{2});
  }
}

void TestSiglipTokenizer::everyPrefixIsRead() {
  const std::string text = "Good 👍🏽, e\u0301té! 酒店很好\u3000</s>\u200B "
                           "½ \u0130\u03A3 \u2581<unk> 한\xFF\xC3 "
                           "\xE9\x85 \xF0\x9F end";
  for (std::size_t length = 0; length <= text.size(); ++length)
    for (std::size_t begin : {std::size_t{0}, length / 2}) {
      const std::string wrong = broken(std::string_view(text).substr(begin, length - begin));
      QVERIFY2(
          wrong.empty(),
          (wrong + ", bytes " + std::to_string(begin) + " to " + std::to_string(length)).c_str());
    }
}

void TestSiglipTokenizer::everyByteIsRead() {
  Random random(19);
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (std::uint64_t i = 0, n = random.below(40); i < n; ++i)
      text += static_cast<char>(random.below(256));
    const std::string wrong = broken(text);
    QVERIFY2(wrong.empty(),
             (wrong + " in " + QByteArray::fromStdString(text).toHex().toStdString()).c_str());
  }
}

void TestSiglipTokenizer::refusesModels() {
  const std::filesystem::path folder = folder_.path().toStdString();
  QVERIFY(SiglipTokenizer::open(folder / "absent.model", {}).error().code == ErrorCode::not_found);
  SiglipTokenizer::Options options;
  options.pad = "<filling>";
  QVERIFY(SiglipTokenizer::open(file_, options).error().code == ErrorCode::bad_format);
  options.pad = "</s>";
  options.unknown = "<s>";
  QVERIFY(SiglipTokenizer::open(file_, options).error().code == ErrorCode::bad_format);
  options.unknown = "<unk>";
  options.added = {{"<image>", 400, false, false, false}};
  QVERIFY(SiglipTokenizer::open(file_, options).error().code == ErrorCode::unsupported);
}

// The ids that transformers 5.23 gives with the reference model.
void TestSiglipTokenizer::equalsTheReference_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QList<qint64>>("ids");
  const auto row = [](const char *name, const char *text, const QList<qint64> &ids) {
    QTest::newRow(name) << QString::fromUtf8(text) << ids;
  };
  row("plain", "A photo of two dogs!", {10, 4, 579, 33, 497, 100, 25, 3, 1});
  row("end typed", "good</s> bad", {259, 1, 28, 114, 1});
  row("end first", "  </s>  bad news", {1, 28, 114, 260, 3, 1});
  row("end last", "bad</s>", {451, 1});
  row("end alone", "</s>", {1});
  row("empty", "", {1});
  row("unknown", "<unk> x</s></s>", {2, 112, 1, 1});
  row("Greek", "\u039F\u0394\u03A5\u03A3\u03A3\u0395\u03A5\u03A3 \u03A3", {4, 2, 4, 2, 1});
  row("punctuation", "\u0130t's 100% \"fine\"", {20, 2, 5, 3, 169, 504, 47, 212, 1});
  row("word marks", "\u2581a\u2581 b", {4, 10, 53, 1});
  row("separators",
      "a\x1c"
      "b\u200Bc",
      {10, 53, 2, 24, 1});
  row("spaces", "the   end ...", {8, 4, 155, 1});
  row("emoji", "\U0001F600\U0001F600 ok", {4, 2, 4, 232, 1});
  row("wide spaces", "good\u3000news\u00A0", {259, 260, 3, 1});
}

void TestSiglipTokenizer::equalsTheReference() {
  AFFECT_NEED_SHARED(model, "fixtures/hf/models/siglip/spiece.model");
  const auto tokenizer = SiglipTokenizer::open(model, {});
  QVERIFY2(tokenizer.ok(), tokenizer.ok() ? "" : tokenizer.error().text().c_str());
  QFETCH(QString, text);
  QFETCH(QList<qint64>, ids);
  const auto found = ids_of((*tokenizer)->encode(text.toStdString()));
  QCOMPARE(QList<qint64>(found.begin(), found.end()), ids);
}

QTEST_GUILESS_MAIN(TestSiglipTokenizer)
#include "test_siglip_tokenizer.moc"
