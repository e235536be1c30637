#include "inputs/collate.h"

#include <QtTest>

#include <cmath>

using namespace affect;

namespace {

PostTensors post_of(const torch::Tensor &states, const torch::Tensor &vector) {
  PostTensors post;
  post.text = states;
  post.text_vector = vector;
  return post;
}

SystemConfig config_of(double statistics) {
  SystemConfig config{"multiscale", 4, 3, 1, {{"text_statistics", statistics}}};
  config.text_vector_width = 6;
  return config;
}

torch::Tensor in_rows(const torch::Tensor &x) { return (x - x.mean()) / x.std(0, false); }

} // namespace

/// Posts in a batch: the vector of a whole text and what else is read of its words.
class TestCollate : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() { torch::manual_seed(3); }

  void deviationAndMaximumOfTheWords() {
    const auto states = torch::randn({5, 4}), vector = torch::randn({6});
    const auto input = collate({post_of(states, vector)}, config_of(1));
    QCOMPARE(input.text_vector.sizes().vec(), (std::vector<int64_t>{1, 14}));
    const auto wanted =
        torch::cat({in_rows(vector), in_rows(states.std(0, false)), in_rows(states.amax(0))});
    QVERIFY(torch::allclose(input.text_vector[0], wanted, 1e-4, 1e-4));
  }

  void withoutTheSettingTheVectorIsTheEncodersOwn() {
    const auto vector = torch::randn({6});
    const auto input = collate({post_of(torch::randn({5, 4}), vector)}, config_of(0));
    QVERIFY(torch::equal(input.text_vector[0], vector));
  }

  // To the last bit, so that a folder's results do not depend on what lies beside a post.
  void itDoesNotDependOnTheTextsBeside() {
    const auto post = post_of(torch::randn({7, 4}), torch::randn({6}));
    const auto alone = collate({post}, config_of(1));
    const auto beside = collate(
        {post_of(torch::randn({40, 4}), torch::randn({6})), post, PostTensors{}}, config_of(1));
    QVERIFY(torch::equal(beside.text_vector[1], alone.text_vector[0]));
    QVERIFY(torch::equal(beside.text_vector[2], torch::zeros({14}))); // of no text
  }

  void paddedPlacesCountNothing() {
    const auto vectors = torch::randn({2, 6}), states = torch::randn({2, 9, 4});
    auto mask = torch::ones({2, 9});
    mask[1].slice(0, 3).fill_(0);
    const auto both = with_statistics(vectors, states, mask);
    const auto second = with_statistics(vectors.slice(0, 1), states.slice(0, 1).slice(1, 0, 3),
                                        torch::ones({1, 3}));
    QVERIFY(torch::allclose(both[1], second[0], 1e-5, 1e-6));
  }

  // Places behind the last word are 0, and must not be what is largest.
  void allNegativeStatesHaveTheirOwnMaximum() {
    auto low = torch::randn({2, 4}) - 50;
    const auto padded =
        with_statistics(torch::randn({1, 6}), torch::cat({low, torch::zeros({3, 4})}).unsqueeze(0),
                        torch::tensor({{1.0f, 1.0f, 0.0f, 0.0f, 0.0f}}));
    QVERIFY(torch::allclose(padded[0].slice(0, 10), in_rows(low.amax(0)), 1e-3, 1e-3));
  }

  void aTextOfOnePieceHasNoDeviation() {
    const auto input = collate({post_of(torch::randn({1, 4}), torch::randn({6}))}, config_of(1));
    QVERIFY(torch::isfinite(input.text_vector).all().item<bool>());
    QCOMPARE(input.text_vector[0].slice(0, 6, 10).abs().max().item<float>(), 0.0f);
  }

  void itHasASlopeEverywhere() {
    auto states = torch::randn({1, 5, 4});
    states.select(2, 1).fill_(
        0.5); // a feature that never changes: the root's slope must not be infinite
    states.requires_grad_(true);
    (with_statistics(torch::randn({1, 6}), states, torch::ones({1, 5})) * torch::randn({1, 14}))
        .sum()
        .backward();
    QVERIFY(torch::isfinite(states.grad()).all().item<bool>());
    QVERIFY(states.grad().abs().sum().item<double>() > 0);
  }
};

QTEST_APPLESS_MAIN(TestCollate)
#include "test_collate.moc"
