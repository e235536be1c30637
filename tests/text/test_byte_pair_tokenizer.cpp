#include "base/random.h"
#include "encoding_checks.h"
#include "shared_data.h"
#include "small_folders.h"
#include "text/open_tokenizer.h"
#include "tokenizer_cases.h"

#include <QTemporaryDir>
#include <QTest>

using namespace affect;

/// CLIP's and RoBERTa's tokenizers.
class TestBytePairTokenizer : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase();
  void clipMerges();
  void clipCleans();
  void clipSplits();
  void clipSpecialTokens();
  void clipComposes();
  void robertaMerges();
  void robertaSpaces();
  void robertaSpecialTokens();
  void robertaPrefixSpace();
  void showsPieces();
  void truncates();
  void longWords();
  void everyPrefixIsRead();
  void everyByteIsRead();
  void equalsTheReference_data();
  void equalsTheReference();

private:
  std::filesystem::path path(const char *name) const {
    return folder_.filePath(QString::fromUtf8(name)).toStdString();
  }
  /// The pieces a text is cut into, each with its place: "good</w>[0,4]".
  static std::string cut(const Tokenizer &tokenizer, std::string_view text) {
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
  std::unique_ptr<Tokenizer> clip_, roberta_;
};

void TestBytePairTokenizer::initTestCase() {
  write_byte_pairs(path("clip"), small_clip(), R"({"model_type": "clip"})");
  // As the folders on the hub: the start token is looked for after cleaning, the end token, as it
  // pads, before.
  write_file(path("clip") / "tokenizer_config.json", R"({"tokenizer_class": "CLIPTokenizer",
      "bos_token": {"content": "<|startoftext|>", "normalized": true},
      "eos_token": {"content": "<|endoftext|>", "normalized": true}, "pad_token": "<|endoftext|>"})");
  write_byte_pairs(path("roberta"), small_roberta(), R"({"model_type": "roberta"})");
  for (auto [name, tokenizer] : {std::pair("clip", &clip_), std::pair("roberta", &roberta_)}) {
    auto opened = open_tokenizer(path(name));
    QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().text().c_str());
    *tokenizer = std::move(*opened);
  }
  QCOMPARE(clip_->size(), std::int64_t{522});
  QCOMPARE(clip_->pad_id(), std::int64_t{521});
  QCOMPARE(clip_->mask_id(), std::int64_t{-1});
  QCOMPARE(roberta_->pad_id(), std::int64_t{1});
  QCOMPARE(roberta_->mask_id(), std::int64_t{265});
  QVERIFY(!clip_->pads_to_full_length());
}

void TestBytePairTokenizer::clipMerges() {
  QCOMPARE(cut(*clip_, "good dog"), std::string("good</w>[0,4] dog</w>[5,8]"));
  QCOMPARE(cut(*clip_, "goods"), std::string("goo[0,3] d[3,4] s</w>[4,5]"));
  QCOMPARE(cut(*clip_, "aaaaa"), std::string("aaaa[0,4] a</w>[4,5]"));
  QCOMPARE(cut(*clip_, ""), std::string());
  const auto tokens = clip_->encode("dog").tokens;
  QCOMPARE(tokens.front().id, std::int64_t{520});
  QCOMPARE(tokens.back().id, std::int64_t{521});
}

void TestBytePairTokenizer::clipCleans() {
  QCOMPARE(cut(*clip_, "  GOOD\t\n\u3000Dog\u2028"), std::string("good</w>[2,6] dog</w>[11,14]"));
  // One capital whose small form is two characters: both have its place.
  const auto tokens = clip_->encode("\u0130").tokens;
  QCOMPARE(tokens.size(), std::size_t{5}); // i, then the two bytes of the dot
  for (std::size_t i = 1; i < 4; ++i) {
    QCOMPARE(tokens[i].begin, std::size_t{0});
    QCOMPARE(tokens[i].end, std::size_t{2});
  }
}

void TestBytePairTokenizer::clipSplits() {
  QCOMPARE(cut(*clip_, "dog's 12!?x"),
           std::string(
               "dog</w>[0,3] 's</w>[3,5] 1</w>[6,7] 2</w>[7,8] ![8,9] ?</w>[9,10] x</w>[10,11]"));
  QCOMPARE(cut(*clip_, "!<|ENDOFTEXT|>"),
           cut(*clip_, "!<|endoftexT|>")); // no special token, and the same once in small letters
}

void TestBytePairTokenizer::clipSpecialTokens() {
  QCOMPARE(cut(*clip_, "dog<|endoftext|>dog"),
           std::string("dog</w>[0,3] <|endoftext|>[3,16] dog</w>[16,19]"));
  QCOMPARE(cut(*clip_, "<|startofTEXT|> x"), std::string("<|startoftext|>[0,15] x</w>[16,17]"));
  // In capitals the end token is text, and cut out whole before it is split as GPT-2 splits.
  const std::string typed = cut(*clip_, "<|ENDOFTEXT|>!");
  QVERIFY2(typed.ends_with("|[11,12] ></w>[12,13] !</w>[13,14]"), typed.c_str());
}

void TestBytePairTokenizer::clipComposes() {
  const auto ids = [&](std::string_view text) { return ids_of(clip_->encode(text)); };
  QCOMPARE(ids("e\u0301"), ids("\u00E9"));
  QCOMPARE(ids("E\u0301 A\u030A"), ids("\u00E9 \u212B"));
  QCOMPARE(ids("e\u0302\u0323"), ids("\u1EC7"));        // marks in another order
  QCOMPARE(ids("\u1112\u1161\u11AB"), ids("\uD55C"));   // Hangul
  QCOMPARE(ids("\u0915\u093C"), ids("\u0958"));         // never composed
  const auto tokens = clip_->encode("e\u0301!").tokens; // the span is the letter's alone
  QCOMPARE(tokens[1].end, std::size_t{1});
  QCOMPARE(tokens[tokens.size() - 2].begin, std::size_t{3});
}

void TestBytePairTokenizer::robertaMerges() {
  QCOMPARE(cut(*roberta_, "good good"), std::string("g[0,1] oo[1,3] d[3,4] \u2581good[5,9]"));
  QCOMPARE(cut(*roberta_, "GOOD"), std::string("G[0,1] O[1,2] O[2,3] D[3,4]"));
}

void TestBytePairTokenizer::robertaSpaces() {
  QCOMPARE(cut(*roberta_, " good"), std::string("\u2581good[1,5]"));
  QCOMPARE(cut(*roberta_, "a   good"), std::string("a[0,1] \u2581 [3,3] \u2581good[4,8]"));
  QCOMPARE(cut(*roberta_, "a\n"), std::string("a[0,1] \n[1,2]"));
  QCOMPARE(cut(*roberta_, "a "), std::string("a[0,1] \u2581[2,2]"));
}

void TestBytePairTokenizer::robertaSpecialTokens() {
  QCOMPARE(cut(*roberta_, "a <mask> b<pad>"),
           std::string("a[0,1] <mask>[2,8] \u2581[9,9] b[9,10] <pad>[10,15]"));
  QCOMPARE(cut(*roberta_, "<MASK"), std::string("<[0,1] M[1,2] A[2,3] S[3,4] K[4,5]"));
}

void TestBytePairTokenizer::robertaPrefixSpace() {
  write_byte_pairs(path("prefix"), small_roberta(), R"({"model_type": "roberta"})");
  write_file(path("prefix") / "tokenizer_config.json", R"({"add_prefix_space": true})");
  const auto opened = open_tokenizer(path("prefix"));
  QVERIFY(opened.ok());
  QCOMPARE(cut(**opened, "good"), std::string("\u2581good[0,4]"));
  QCOMPARE(cut(**opened, " good"), std::string("\u2581good[1,5]"));
}

void TestBytePairTokenizer::showsPieces() {
  const SmallBytePairs made = small_roberta();
  QVERIFY(roberta_->begins_word(made.id(QStringLiteral("Ġgood"))));
  QVERIFY(!roberta_->begins_word(made.id(QStringLiteral("oo"))));
  QVERIFY(!roberta_->is_special(made.id(QStringLiteral("oo"))));
  QVERIFY(roberta_->is_special(made.id(byte_symbol(0xE4)))); // part of a character
  QVERIFY(roberta_->is_special(0) && roberta_->is_special(-1) &&
          roberta_->is_special(roberta_->size()));
  QCOMPARE(roberta_->piece(-1), std::string());
  QCOMPARE(roberta_->piece(roberta_->size()), std::string());
  QVERIFY(clip_->is_special(521) && !clip_->is_special(65));
}

void TestBytePairTokenizer::truncates() {
  const std::string text = "good dog, good <|endoftext|> good dog";
  for (const auto *tokenizer : {clip_.get(), roberta_.get()}) {
    const Encoding whole = tokenizer->encode(text);
    for (std::size_t limit = 2; limit <= whole.tokens.size() + 1; ++limit) {
      const Encoding part = tokenizer->encode(text, limit);
      QCOMPARE(part.tokens.size(), std::min(limit, whole.tokens.size()));
      QCOMPARE(part.truncated, limit < whole.tokens.size());
      QVERIFY(part.tokens.back().added);
      for (std::size_t i = 0; i + 1 < part.tokens.size(); ++i)
        QCOMPARE(part.tokens[i].id, whole.tokens[i].id);
    }
    QCOMPARE(tokenizer->encode(text, 1).tokens.size(), std::size_t{2});
  }
}

// A megabyte of one word: steps grow as n log n, so this ends at once or, with the square, not
// within the test's time.
void TestBytePairTokenizer::longWords() {
  const std::size_t length = 1u << 20;
  QCOMPARE(clip_->encode(std::string(length, 'a')).tokens.size(), 2 + length / 4 - 1 + 3);
  QCOMPARE(clip_->encode(std::string(length, 'a'), 77).tokens.size(), std::size_t{77});
  QCOMPARE(roberta_->encode(std::string(length, ' ')).tokens.size(), 2 + length / 2);
  std::string marks = "a";
  for (std::size_t i = 0; i < length / 4; ++i)
    marks += i % 2 == 0 ? "\u0301" : "\u0323";
  QVERIFY(clip_->encode(marks).tokens.size() > length / 4);
}

void TestBytePairTokenizer::everyPrefixIsRead() {
  const std::string text =
      "Good 👍🏽, e\u0301te\u0302\u0323! 很好\u3000<mask>\u200B ½ 👨‍👩‍👧 "
      "한<|endoftext|>\xFF\xC3 \xE9\x85 "
      "\u0130 <|StartOfText|> \xF0\x9F\x98 \xED\xA0\x80 end";
  for (const auto *tokenizer : {clip_.get(), roberta_.get()})
    for (std::size_t length = 0; length <= text.size(); ++length)
      for (std::size_t begin : {std::size_t{0}, length / 2}) {
        const std::string_view slice = std::string_view(text).substr(begin, length - begin);
        const std::string broken = broken_rule(*tokenizer, tokenizer->encode(slice), slice, false);
        QVERIFY2(broken.empty(),
                 (broken + ", bytes " + std::to_string(begin) + " to " + std::to_string(length))
                     .c_str());
      }
}

void TestBytePairTokenizer::everyByteIsRead() {
  Random random(17);
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (std::uint64_t i = 0, n = random.below(40); i < n; ++i)
      text += static_cast<char>(random.below(256));
    for (const auto *tokenizer : {clip_.get(), roberta_.get()}) {
      const std::string broken = broken_rule(*tokenizer, tokenizer->encode(text), text, false);
      QVERIFY2(broken.empty(),
               (broken + " in " + QByteArray::fromStdString(text).toHex().toStdString()).c_str());
    }
  }
}

void TestBytePairTokenizer::equalsTheReference_data() {
  QTest::addColumn<QString>("name");
  QTest::newRow("clip") << QStringLiteral("clip");
  QTest::newRow("roberta") << QStringLiteral("roberta");
}

// Without exceptions: all ids and all places.
void TestBytePairTokenizer::equalsTheReference() {
  AFFECT_NEED_SHARED(root, "fixtures/hf/tokenizers");
  QFETCH(QString, name);
  // These folders have no config.json, which says what family a vocab.json is of where nothing else
  // does.
  QTemporaryDir copy;
  const std::filesystem::path folder = copy.path().toStdString();
  for (const char *file : {"vocab.json", "merges.txt", "tokenizer_config.json"})
    std::filesystem::copy_file(root / name.toStdString() / file, folder / file);
  write_file(folder / "config.json", "{\"model_type\": \"" + name.toUtf8() + "\"}");
  const auto tokenizer = open_tokenizer(folder);
  QVERIFY2(tokenizer.ok(), tokenizer.ok() ? "" : tokenizer.error().text().c_str());
  const auto cases = tokenizer_cases(root, name);
  QCOMPARE(cases.size(), std::size_t{213});
  int failed = 0;
  for (const TokenizerCase &expected : cases) {
    const Encoding encoding = (*tokenizer)->encode(expected.text);
    std::string wrong = difference(encoding, expected);
    if (wrong.empty())
      wrong = broken_rule(**tokenizer, encoding, expected.text, true);
    if (!wrong.empty() && ++failed)
      qWarning("%s", wrong.c_str());
  }
  QCOMPARE(failed, 0);
}

QTEST_GUILESS_MAIN(TestBytePairTokenizer)
#include "test_byte_pair_tokenizer.moc"
