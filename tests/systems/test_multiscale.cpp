#include "nn/state.h"
#include "systems/pairs.h"
#include "systems/system.h"

#include <QtTest>

using namespace affect;

namespace {

SystemConfig small_config() {
  return {"multiscale",
          24,
          40,
          9,
          {{"width", 16}, {"heads", 2}, {"local_layers", 2}, {"global_layers", 1}}};
}

SystemInput random_input(int64_t batch, int64_t tokens) {
  SystemInput input;
  input.text = torch::randn({batch, tokens, 24});
  input.text_mask = torch::ones({batch, tokens});
  input.text_vector = torch::randn({batch, 24});
  input.image = torch::randn({batch, 9, 40});
  input.image_vector = torch::randn({batch, 40});
  input.has_text = torch::ones({batch});
  input.has_image = torch::ones({batch});
  return input;
}

double distance(const torch::Tensor &a, const torch::Tensor &b) {
  return (a - b).abs().max().item<double>();
}

} // namespace

class TestMultiscale : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() { torch::manual_seed(1); }

  void shapesAreThoseOfTheContract() {
    const auto system = make_system(small_config());
    system->eval();
    const auto output = system->forward(random_input(3, 5), true);
    QCOMPARE(output.logits.sizes().vec(), (std::vector<int64_t>{3, 3}));
    QCOMPARE(output.text_logits.sizes().vec(), (std::vector<int64_t>{3, 3}));
    QCOMPARE(output.image_logits.sizes().vec(), (std::vector<int64_t>{3, 3}));
    QCOMPARE(output.language.sizes().vec(), (std::vector<int64_t>{3, 5, 24}));
    QCOMPARE(output.word_to_region.size(), std::size_t(2));
    QCOMPARE(output.word_to_region[0].sizes().vec(), (std::vector<int64_t>{3, 2, 5, 9}));
    QCOMPARE(output.region_to_word[1].sizes().vec(), (std::vector<int64_t>{3, 2, 9, 5}));
  }

  void vectorsMayHaveAWidthOfTheirOwn() {
    auto config = small_config();
    config.text_vector_width = 10;
    config.image_vector_width = 7;
    const auto system = make_system(config);
    system->eval();
    auto input = random_input(3, 5);
    input.text_vector = torch::randn({3, 10});
    input.image_vector = torch::randn({3, 7});
    const auto output = system->forward(input, false);
    QCOMPARE(output.text_logits.sizes().vec(), (std::vector<int64_t>{3, 3}));
    input.image_vector = torch::randn({3, 7});
    QVERIFY(distance(output.image_logits, system->forward(input, false).image_logits) > 1e-6);
    QVERIFY(distance(output.text_logits, system->forward(input, false).text_logits) < 1e-6);
  }

  void attentionRowsSumToOneAndPaddingGetsNothing() {
    const auto system = make_system(small_config());
    system->eval();
    auto input = random_input(2, 6);
    input.text_mask[1].slice(0, 4, 6).zero_();
    const auto output = system->forward(input, true);
    QVERIFY(distance(output.word_to_region[0].sum(-1), torch::ones({2, 2, 6})) < 1e-5);
    QVERIFY(distance(output.region_to_word[0].sum(-1), torch::ones({2, 2, 9})) < 1e-5);
    QVERIFY(output.region_to_word[1][1].slice(-1, 4, 6).max().item<double>() < 1e-6);
  }

  void paddingDoesNotChangeTheResult() {
    const auto system = make_system(small_config());
    system->eval();
    const auto exact = random_input(1, 4);
    auto padded = exact;
    padded.text = torch::cat({exact.text, torch::randn({1, 3, 24})}, 1);
    padded.text_mask = torch::cat({exact.text_mask, torch::zeros({1, 3})}, 1);
    QVERIFY(distance(system->forward(exact, false).logits, system->forward(padded, false).logits) <
            1e-5);
  }

  void aHiddenModalityHasNoInfluence() {
    const auto system = make_system(small_config());
    system->eval();
    auto input = random_input(2, 4);
    input.has_image.zero_();
    const auto before = system->forward(input, false).logits;
    input.image = torch::randn_like(input.image);
    QVERIFY(distance(before, system->forward(input, false).logits) < 1e-6);
    input = random_input(2, 4);
    input.has_text.zero_();
    const auto image_only = system->forward(input, false).logits;
    input.text = torch::randn_like(input.text);
    QVERIFY(distance(image_only, system->forward(input, false).logits) < 1e-6);
  }

  void theHeadsOverVectorsSeeVectorsOnly() {
    const auto system = make_system(small_config());
    system->eval();
    auto input = random_input(2, 4);
    const auto before = system->forward(input, false).members;
    QCOMPARE(before.sizes().vec(),
             (std::vector<int64_t>{4, 2, 9})); // words and regions, and three of vectors
    input.text = torch::randn_like(input.text);
    const auto other_words = system->forward(input, false).members;
    QVERIFY(distance(before[0], other_words[0]) > 1e-4);
    QVERIFY(distance(before.slice(0, 1), other_words.slice(0, 1)) < 1e-6);
    input.text_vector = torch::randn_like(input.text_vector);
    const auto other_text = system->forward(input, false).members;
    for (int64_t head = 1; head < 4; ++head)
      QVERIFY(distance(before[head], other_text[head]) > 1e-4);
  }

  void bothModalitiesMatterAndMeet() {
    const auto system = make_system(small_config());
    system->eval();
    auto input = random_input(1, 4);
    const auto before = system->forward(input, false);
    input.image = torch::randn_like(input.image);
    const auto after = system->forward(input, false);
    QVERIFY(distance(before.logits, after.logits) > 1e-4);
    // The text's own result does not look at the image.
    QVERIFY(distance(before.text_logits, after.text_logits) < 1e-6);
  }

  void theLanguageHeadStartsFromTheTextEncoder() {
    const auto system = make_system(small_config());
    system->eval();
    const auto input = random_input(2, 5);
    QVERIFY(distance(system->forward(input, false).language, input.text) < 1e-6);
  }

  void theLossLeavesOutWhatHasNoLabel() {
    const auto system = make_system(small_config());
    system->eval();
    const auto output = system->forward(random_input(2, 4), false);
    const auto none = torch::full({2}, -1, torch::kInt64);
    QCOMPARE(system->loss(output, {none, none, none}).item<double>(), 0.0);
    const auto known = torch::tensor(std::vector<int64_t>{2, -1});
    const double loss = system->loss(output, {known, none, none}).item<double>();
    double first = 0;
    for (const auto &head : output.members.unbind(0))
      first += torch::nn::functional::cross_entropy(
                   joint_of_pairs(head.slice(0, 0, 1)), known.slice(0, 0, 1),
                   torch::nn::functional::CrossEntropyFuncOptions().label_smoothing(0.1))
                   .item<double>();
    QVERIFY(std::abs(loss - first) < 1e-5);
  }

  void itLearnsWhatOnlyBothModalitiesTell() {
    // The label is whether a sign in the text equals a sign in the image: no modality alone can
    // tell.
    auto config = small_config();
    config.settings["dropout"] = 0;
    config.settings["input_dropout"] = 0;
    const auto system = make_system(config);
    const auto make = [](int64_t n) {
      auto input = random_input(n, 3);
      const auto a = torch::randint(0, 2, {n}), b = torch::randint(0, 2, {n});
      input.text.select(2, 0).copy_((a * 8 - 4).unsqueeze(1).expand({n, 3}));
      input.image.select(2, 0).copy_((b * 8 - 4).unsqueeze(1).expand({n, 9}));
      return std::make_pair(input, a.eq(b).to(torch::kInt64) * 2);
    };
    torch::optim::Adam adam(system->parameters(), torch::optim::AdamOptions(3e-3));
    const auto none = torch::full({64}, -1, torch::kInt64);
    system->train();
    for (int step = 0; step < 300; ++step) {
      const auto [input, label] = make(64);
      adam.zero_grad();
      system->loss(system->forward(input, false), {label, none, none}).backward();
      adam.step();
    }
    system->eval();
    const auto [input, label] = make(256);
    const double accuracy = system->forward(input, false)
                                .logits.argmax(1)
                                .eq(label)
                                .to(torch::kFloat32)
                                .mean()
                                .item<double>();
    QVERIFY2(accuracy > 0.95, qPrintable(QString::number(accuracy)));
  }

  void theRegistryKnowsItsNames() {
    QVERIFY(!make_system({"no such system", 1, 1, 1, {}}));
    for (const std::string &name : system_names())
      QVERIFY(make_system({name, 24, 40, 9, {{"width", 16}, {"heads", 2}}}));
  }
};

QTEST_GUILESS_MAIN(TestMultiscale)
#include "test_multiscale.moc"
