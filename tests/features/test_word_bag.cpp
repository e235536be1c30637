#include "corpus/word_tokenizer.h"
#include "inputs/collate.h"

#include <QtTest>

#include <cmath>

using namespace affect;

namespace {

WordBag bag_of(const WordTokenizer &tokenizer, const std::string &text) {
  return word_bag(tokenizer.encode(text, 0), tokenizer);
}

std::vector<int64_t> ids_of(const WordBag &bag) {
  return {bag.ids.data_ptr<int64_t>(), bag.ids.data_ptr<int64_t>() + bag.ids.numel()};
}

PostTensors post_of(const WordBag &words) {
  PostTensors post;
  post.text = torch::ones({2, 4});
  post.text_vector = torch::ones({4});
  post.words = words;
  return post;
}

} // namespace

/// Pieces without their order; the tokenizer's id of a word is 4 + its length.
class TestWordBag : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void eachPieceOnceWhateverTheOrder() {
    const WordTokenizer tokenizer;
    const auto bag = bag_of(tokenizer, "ccc a bb a ccc");
    QCOMPARE(ids_of(bag), (std::vector<int64_t>{5, 6, 7}));
    QVERIFY(torch::equal(bag.weights, bag_of(tokenizer, "bb ccc a").weights));
    QVERIFY(std::abs(bag.weights.norm().item<double>() - 1) < 1e-6);
  }

  void rarerOnesCountMore() {
    const auto bag = bag_of(WordTokenizer(), "a " + std::string(500, 'x'));
    QCOMPARE(ids_of(bag), (std::vector<int64_t>{5, 504}));
    const double ratio = bag.weights[1].item<double>() / bag.weights[0].item<double>();
    QVERIFY(std::abs(ratio - std::log(505.0) / std::log(6.0)) < 1e-5);
  }

  void whatIsNoWordIsLeftOut() {
    const WordTokenizer tokenizer(1000,
                                  [](std::string_view word) { return word == "mask" ? 995 : 1; });
    QCOMPARE(ids_of(bag_of(tokenizer, "mask word")), (std::vector<int64_t>{5})); // 999 is the mask
    QVERIFY(!bag_of(tokenizer, "mask").ids.defined());
    QVERIFY(!bag_of(tokenizer, "").ids.defined());
  }

  void batchesAreFilledUp() {
    const WordTokenizer tokenizer;
    SystemConfig config{"multiscale", 4, 3, 2, {{"vocabulary", 1000}}};
    const std::vector<PostTensors> posts{post_of(bag_of(tokenizer, "a bb ccc")), post_of({}),
                                         post_of(bag_of(tokenizer, "a"))};
    const auto input = collate(posts, config);
    QCOMPARE(input.words.sizes().vec(), (std::vector<int64_t>{3, 3}));
    QCOMPARE(input.words.scalar_type(), torch::kInt64);
    QVERIFY(torch::equal(input.words[0], torch::tensor({5, 6, 7}, torch::kInt64)));
    QCOMPARE(input.word_weights[1].abs().sum().item<double>(), 0.0);
    QVERIFY(torch::equal(input.word_weights[2], torch::tensor({1.0f, 0.0f, 0.0f})));
    config.settings.clear(); // a system that reads none
    QVERIFY(!collate(posts, config).words.defined());
  }
};

QTEST_APPLESS_MAIN(TestWordBag)
#include "test_word_bag.moc"
