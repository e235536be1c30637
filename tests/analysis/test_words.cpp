#include "analysis/reading_writer.h"
#include "analysis/word_attention.h"
#include "analysis/words.h"

#include <QtTest>

using namespace affect;

namespace {

// Gives the tokens it was made with.
class FixedTokenizer : public Tokenizer {
public:
  Encoding encode(std::string_view, std::size_t) const override { return {}; }
  std::string piece(std::int64_t id) const override { return std::to_string(id); }
  bool begins_word(std::int64_t) const override { return true; }
  bool is_special(std::int64_t id) const override { return id < 4; }
  std::int64_t size() const override { return 100; }
  std::int64_t pad_id() const override { return 1; }
  std::int64_t mask_id() const override { return 99; }
};

Reading grouped(const std::string &text,
                const std::vector<std::pair<std::size_t, std::size_t>> &spans) {
  Encoding encoding;
  encoding.tokens.push_back({0, 0, 0, true});
  for (const auto &[begin, end] : spans)
    encoding.tokens.push_back({10, begin, end, false});
  encoding.tokens.push_back({2, 0, 0, true});
  Reading reading;
  reading.text = text;
  group_words(text, encoding, FixedTokenizer(), reading);
  return reading;
}

std::string word(const Reading &reading, std::size_t i) {
  return reading.text.substr(reading.words[i].begin, reading.words[i].end - reading.words[i].begin);
}

UnimodalReading says(Modality modality, PolarityProbabilities p,
                     Presence presence = Presence::present) {
  return {modality, presence, p, {}};
}

} // namespace

class TestWords : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void subTokensMakeOneWord() {
    const auto reading = grouped("unbelievable day", {{0, 2}, {2, 12}, {13, 16}});
    QCOMPARE(reading.words.size(), std::size_t(2));
    QCOMPARE(word(reading, 0), std::string("unbelievable"));
    QCOMPARE(reading.words[0].first_token, 1);
    QCOMPARE(reading.words[0].last_token, 2);
    QCOMPARE(reading.tokens[0].word, -1);
    QCOMPARE(reading.tokens[3].word, 1);
  }

  void chinesePiecesStandAlone() {
    const auto reading = grouped("房间很好 ok", {{0, 6}, {6, 12}, {13, 15}});
    QCOMPARE(reading.words.size(), std::size_t(3));
    QCOMPARE(word(reading, 0), std::string("房间"));
    QCOMPARE(word(reading, 1), std::string("很好"));
    QCOMPARE(word(reading, 2), std::string("ok"));
  }

  // As BERT's tokenizers cut Chinese.
  void chineseCharactersMakeWords() {
    const auto reading = grouped(
        "房间很干净😂😂，ok",
        {{0, 3}, {3, 6}, {6, 9}, {9, 12}, {12, 15}, {15, 19}, {19, 23}, {23, 26}, {26, 28}});
    std::vector<std::string> words;
    for (std::size_t i = 0; i < reading.words.size(); ++i)
      words.push_back(word(reading, i));
    QCOMPARE(words, (std::vector<std::string>{"房间", "很", "干净", "😂", "😂", "，ok"}));
    QCOMPARE(reading.words[2].first_token, 4);
    QCOMPARE(reading.words[2].last_token, 5);
  }

  void piecesOfOneCharacterAreOneWord() {
    const auto reading = grouped("😀!", {{0, 4}, {0, 4}, {0, 4}, {0, 4}});
    QCOMPARE(reading.words.size(), std::size_t(1));
    QCOMPARE(reading.words[0].last_token, 4);
  }

  void aWordSaysWhatItsPiecesSay() {
    Encoding encoding;
    encoding.tokens = {{0, 0, 0, true},   {10, 0, 2, false},   {11, 2, 4, false}, {10, 4, 6, false},
                       {12, 7, 9, false}, {13, 10, 12, false}, {2, 0, 0, true}};
    Reading reading;
    reading.text = "aabbaa cc dd";
    group_words(reading.text, encoding, FixedTokenizer(), reading);
    QCOMPARE(reading.words.size(), std::size_t(3));
    QVERIFY(!reading.words[0].by_itself);
    add_word_scores(encoding, {}, torch::Tensor(), reading); // of a model that does not tell
    QVERIFY(!reading.words[0].by_itself);
    const WordBag words{torch::tensor({10, 11, 12}, torch::kInt64),
                        torch::tensor({0.5f, 0.5f, 0.5f})};
    add_word_scores(encoding, words, torch::tensor({0.25f, -1.0f, 0.5f, 0.0f}),
                    reading);                      // one place is filling
    QCOMPARE(*reading.words[0].by_itself, -0.75f); // each piece once
    QCOMPARE(*reading.words[1].by_itself, 0.5f);
    QCOMPARE(*reading.words[2].by_itself, 0.0f); // its piece is in no bag
  }

  void attentionIsMergedOverWords() {
    const auto reading =
        grouped("ab cd", {{0, 1}, {1, 2}, {3, 5}}); // words of tokens {1, 2} and {3}
    SystemOutput output;
    output.word_to_region.push_back(
        torch::tensor({0.f, 1.f, 0.2f, 0.8f, 0.6f, 0.4f, 0.5f, 0.5f, 1.f, 0.f}).view({1, 1, 5, 2}));
    output.region_to_word.push_back(
        torch::tensor({0.1f, 0.2f, 0.3f, 0.3f, 0.1f, 0.0f, 0.5f, 0.1f, 0.2f, 0.2f})
            .view({1, 1, 2, 5}));
    const CrossAttention attention = merge_attention(output, reading);
    QCOMPARE(attention.words, 2);
    QCOMPARE(attention.regions, 2);
    QVERIFY(std::abs(attention.word_to_region[0] - 0.4f) < 1e-6); // the mean of 0.2 and 0.6
    QVERIFY(std::abs(attention.word_to_region[2] - 0.5f) < 1e-6);
    QVERIFY(std::abs(attention.region_to_word[0] - 0.5f) < 1e-6); // the sum of 0.2 and 0.3
    QVERIFY(std::abs(attention.region_to_word[3] - 0.2f) < 1e-6);
  }

  void disagreement() {
    const PolarityProbabilities good{0.1f, 0.2f, 0.7f}, bad{0.5f, 0.2f, 0.3f},
        plain{0.1f, 0.8f, 0.1f}, perhaps{0.3f, 0.4f, 0.3f};
    QVERIFY(modalities_disagree({says(Modality::text, good), says(Modality::image, bad)}));
    QVERIFY(modalities_disagree({says(Modality::text, good), says(Modality::image, plain)}));
    QVERIFY(!modalities_disagree({says(Modality::text, good), says(Modality::image, perhaps)}));
    QVERIFY(!modalities_disagree({says(Modality::text, good), says(Modality::image, good)}));
    QVERIFY(!modalities_disagree(
        {says(Modality::text, good), says(Modality::image, bad, Presence::missing)}));
  }
};

QTEST_GUILESS_MAIN(TestWords)
#include "test_words.moc"
