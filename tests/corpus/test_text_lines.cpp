#include "corpus/text_corpus.h"
#include "corpus/text_lines.h"
#include "corpus/word_tokenizer.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>
#include <set>

using namespace affect;

class TestTextLines : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void batchesCountWordsOverLines() {
    const WordTokenizer tokenizer;
    const auto a = tokenize_line(tokenizer, "one three", 16),
               b = tokenize_line(tokenizer, "a bb ccc dddd", 4);
    QCOMPARE(b.word_count, 4); // including the words that were cut off
    const auto batch = pad_batch({&a, &b}, 1);
    QCOMPARE(batch.word_count, int64_t(6));
    QCOMPARE(batch.words[0][0].item<int64_t>(), int64_t(-1));
    QCOMPARE(batch.words[0][2].item<int64_t>(), int64_t(1));
    QCOMPARE(batch.words[1][1].item<int64_t>(), int64_t(2));
    QCOMPARE(batch.mask.sum().item<double>(), 8.0);
  }

  void bucketsHoldEveryLineOnceAndAreTheSameAgain() {
    std::vector<std::size_t> lengths;
    Random draw(3);
    for (int i = 0; i < 1000; ++i)
      lengths.push_back(draw.below(60));
    Random first(7), second(7);
    const auto batches = bucketed_batches(lengths, 32, first);
    QCOMPARE(batches, bucketed_batches(lengths, 32, second));
    std::set<std::size_t> seen;
    for (const auto &batch : batches) {
      QVERIFY(batch.size() <= 32);
      seen.insert(batch.begin(), batch.end());
    }
    QCOMPARE(seen.size(), std::size_t(1000));
  }

  void maskingTakesItsShareAndSparesSpecials() {
    const WordTokenizer tokenizer;
    auto ids = torch::full({100, 50}, 20, torch::kInt64);
    ids.select(1, 0).zero_();
    ids.select(1, 49).fill_(1);
    Random random(5);
    const auto masked = mask_tokens(ids, tokenizer, 0.15, random);
    const double share = static_cast<double>(masked.positions.numel()) / 4800.0;
    QVERIFY(share > 0.13 && share < 0.17);
    QVERIFY(masked.ids.select(1, 0).eq(0).all().item<bool>());
    QVERIFY(masked.ids.select(1, 49).eq(1).all().item<bool>());
    QVERIFY(masked.targets.eq(20).all().item<bool>());
    const auto chosen = masked.ids.view({-1}).index_select(0, masked.positions);
    const double hidden = chosen.eq(999).to(torch::kFloat32).mean().item<double>();
    QVERIFY(hidden > 0.74 && hidden < 0.86);
    // What was not chosen stays.
    auto rest = torch::ones({5000}, torch::kBool).index_fill(0, masked.positions, false);
    QVERIFY(masked.ids.view({-1})
                .masked_select(rest)
                .eq(ids.view({-1}).masked_select(rest))
                .all()
                .item<bool>());
  }

  void theCorpusLeavesOutRepeatsOfTheLabelledPosts() {
    const QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdString();
    std::filesystem::create_directories(root / "mvsa" / "data");
    std::ofstream(root / "mvsa" / "data" / "1.txt") << "Same  WORDS http://t.co/abc";
    std::ofstream(root / "split.txt") << "1\n";
    std::ofstream(root / "mvsa_multiple_texts.csv")
        << "text,label,id\nsame words http://t.co/xyz,positive,1\n\"other, words\",negative,2\n";
    const auto corpus = load_text_corpus({root, {}, root / "mvsa", root / "split.txt"}, 1);
    QVERIFY(corpus.ok());
    QCOMPARE(corpus->lines.size(), std::size_t(2));
    QCOMPARE(corpus->lines[0].text, std::string("other, words"));
    QCOMPARE(corpus->lines[0].label, 0);
    QVERIFY(corpus->lines[1].kind == LabelKind::none);
    QVERIFY(!load_text_corpus({root / "empty", {}, {}, {}}, 1).ok());
  }

  void heldOutSetsAreNotLearnedFrom() {
    const QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdString();
    std::ofstream(root / "weibo_train.csv") << "text,label,emotion,set\n"
                                               "今天真开心,positive,happy,usual\n"
                                               "又下雨了,negative,sad,usual\n";
    std::ofstream(root / "weibo_dev.csv") << "text,label,emotion,set\n"
                                             "今天真开心,positive,happy,usual\n";
    const auto corpus = load_text_corpus({root, {}, {}, {}}, 1);
    QVERIFY(corpus.ok());
    QCOMPARE(corpus->lines.size(), std::size_t(1));
    QCOMPARE(corpus->lines[0].text, std::string("又下雨了"));
    QVERIFY(!corpus->lines[0].english);
    QCOMPARE(corpus->held_out.size(), std::size_t(1));
    QCOMPARE(corpus->held_out[0].set, std::string("weibo_dev.csv"));
    QCOMPARE(corpus->held_out[0].lines.size(), std::size_t(1));
  }

  void furtherFilesSayTheirLanguage() {
    const QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdString();
    std::ofstream(root / "own.csv") << "text,label,language\n"
                                       "\"Fine, thanks.\",positive,en\n"
                                       "火车八点到,neutral,zh\n"
                                       "火车八点到,neutral,zh\n";
    std::ofstream(root / "other.csv") << "words\nnothing\n";
    const auto corpus = load_text_corpus({{}, {root / "own.csv"}, {}, {}}, 1);
    QVERIFY(corpus.ok());
    QCOMPARE(corpus->lines.size(), std::size_t(2));
    for (const TextLine &line : corpus->lines)
      QCOMPARE(line.english, line.label == 2);
    std::ofstream(root / "tests.jsonl")
        << R"({"capability":"a/b","language":"en","kind":"is","label":"negative","texts":["Not good.","Bad."]})"
        << '\n'
        << R"({"capability":"a/b","language":"en","kind":"is","label":["neutral","positive"],"texts":["Not bad."]})"
        << '\n'
        << R"({"capability":"a/b","language":"zh","kind":"same","texts":["好","很好"]})" << '\n';
    const auto behaviours = load_text_corpus({{}, {root / "tests.jsonl"}, {}, {}}, 1);
    QVERIFY(behaviours.ok());
    QCOMPARE(behaviours->lines.size(), std::size_t(2));
    for (const TextLine &line : behaviours->lines)
      QCOMPARE(line.label, 0);
    std::ofstream(root / "broken.jsonl") << "{\n";
    QVERIFY(!load_text_corpus({{}, {root / "broken.jsonl"}, {}, {}}, 1).ok());
    const auto refused = load_text_corpus({{}, {root / "other.csv"}, {}, {}}, 1);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().file.filename().string(), std::string("other.csv"));
  }
};

QTEST_GUILESS_MAIN(TestTextLines)
#include "test_text_lines.moc"
