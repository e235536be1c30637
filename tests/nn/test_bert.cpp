#include "nn/bert.h"
#include "nn/bert_folder.h"
#include "shared_data.h"
#include "tensors.h"

#include <QTest>

using namespace affect;

namespace {

torch::Tensor some_ids(int64_t batch, int64_t tokens) {
  torch::manual_seed(8);
  return torch::randint(4, 50, {batch, tokens}, torch::kInt64);
}

} // namespace

class TestBert : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void outputsHaveTheirShapes();
  void attentionRowsSumToOne();
  void fusingKeepsTheOutput();
  void fusedWeightsAreRenewedAndUnusedInTraining();
  void paddingChangesNothing_data();
  void paddingChangesNothing();
  void robertaCountsPositionsWithoutPadding();
  void lowPrecisionStaysNear();
  void meanOverTheMask();
  void activationsAreTheKnownOnes();
  void equalsTheReference_data();
  void equalsTheReference();
  void equalsMiniLm();
};

void TestBert::outputsHaveTheirShapes() {
  torch::NoGradGuard frozen;
  auto config = small_config();
  auto encoder = small_encoder(config);
  const auto ids = some_ids(3, 7);
  const auto plain = encoder->forward(ids);
  QVERIFY(plain.last_hidden_state.sizes() == torch::IntArrayRef({3, 7, 24}));
  QVERIFY(plain.pooler_output.sizes() == torch::IntArrayRef({3, 24}));
  QVERIFY(plain.hidden.empty() && plain.attentions.empty());
  const auto full =
      encoder->forward(ids, torch::ones({3, 7}), torch::zeros({3, 7}, torch::kInt64), true, true);
  QCOMPARE(full.hidden.size(), std::size_t{3});
  QCOMPARE(full.attentions.size(), std::size_t{2});
  QVERIFY(torch::equal(full.hidden.back(), full.last_hidden_state));
  // Absent mask and types mean all ones and all zeros.
  QVERIFY(largest_difference(plain.last_hidden_state, full.last_hidden_state) < 1e-5);
  const auto other = encoder->forward(ids, {}, torch::ones({3, 7}, torch::kInt64));
  QVERIFY(largest_difference(plain.last_hidden_state, other.last_hidden_state) > 1e-2);

  config.pooler = false;
  QVERIFY(!small_encoder(config)->forward(ids).pooler_output.defined());
  QCOMPARE(config.max_tokens(), int64_t{20});
  QCOMPARE(small_config(true).max_tokens(), int64_t{18});
}

void TestBert::attentionRowsSumToOne() {
  torch::NoGradGuard frozen;
  auto encoder = small_encoder(small_config());
  auto mask = torch::ones({2, 9}, torch::kInt64);
  mask[1].slice(0, 5) = 0;
  for (bool fused : {false, true}) {
    if (fused)
      encoder->prepare(torch::kFloat32);
    for (const auto &attention :
         encoder->forward(some_ids(2, 9), mask, {}, false, true).attentions) {
      QVERIFY(attention.sizes() == torch::IntArrayRef({2, 4, 9, 9}));
      QVERIFY(attention.min().item<float>() >= 0);
      QVERIFY(largest_difference(attention.sum(-1), torch::ones({2, 4, 9})) < 1e-5);
      QCOMPARE(attention[1].slice(2, 5).max().item<float>(), 0.0f);
    }
  }
}

void TestBert::fusingKeepsTheOutput() {
  torch::NoGradGuard frozen;
  for (bool roberta : {false, true}) {
    auto encoder = small_encoder(small_config(roberta));
    const auto ids = some_ids(3, 11);
    auto mask = torch::ones({3, 11}, torch::kInt64);
    mask[2].slice(0, 4) = 0;
    const auto plain = encoder->forward(ids, mask, {}, true, true);
    encoder->prepare(torch::kFloat32);
    const auto fused = encoder->forward(ids, mask, {}, true, true);
    for (std::size_t i = 0; i < plain.hidden.size(); ++i)
      QVERIFY(largest_difference(plain.hidden[i], fused.hidden[i]) < 1e-5);
    for (std::size_t i = 0; i < plain.attentions.size(); ++i)
      QVERIFY(largest_difference(plain.attentions[i], fused.attentions[i]) < 1e-5);
    QVERIFY(largest_difference(plain.pooler_output, fused.pooler_output) < 1e-5);
    QVERIFY(largest_difference(fused.last_hidden_state,
                               encoder->forward(ids, mask).last_hidden_state) < 1e-5);
    for (const auto &parameter : encoder->parameters())
      QVERIFY(!parameter.requires_grad());
  }
}

void TestBert::fusedWeightsAreRenewedAndUnusedInTraining() {
  torch::NoGradGuard frozen;
  auto encoder = small_encoder(small_config()), other = small_encoder(small_config());
  const auto ids = some_ids(2, 6);
  for (auto &parameter : other->parameters())
    parameter.mul_(0.7);
  const auto expected = other->forward(ids).last_hidden_state;
  encoder->prepare(torch::kFloat32);
  QVERIFY(load_into(*encoder, state_of(*other)).ok());
  encoder->train();
  QVERIFY(largest_difference(encoder->forward(ids).last_hidden_state, expected) < 1e-5);
  encoder->prepare(torch::kFloat32);
  QVERIFY(largest_difference(encoder->forward(ids).last_hidden_state, expected) < 1e-5);
}

void TestBert::paddingChangesNothing_data() {
  QTest::addColumn<bool>("roberta");
  QTest::newRow("bert") << false;
  QTest::newRow("xlm-roberta") << true;
}

void TestBert::paddingChangesNothing() {
  QFETCH(bool, roberta);
  torch::NoGradGuard frozen;
  const auto config = small_config(roberta);
  auto encoder = small_encoder(config);
  for (bool fused : {false, true}) {
    if (fused)
      encoder->prepare(torch::kFloat32);
    const auto ids = some_ids(1, 6);
    const auto alone = encoder->forward(ids, torch::ones({1, 6}, torch::kInt64));
    // Beside a longer text, with rubbish behind its end.
    auto batch = some_ids(2, 15);
    batch[0].slice(0, 0, 6) = ids[0];
    batch[0].slice(0, 6) = config.pad_token_id;
    auto mask = torch::ones({2, 15}, torch::kInt64);
    mask[0].slice(0, 6) = 0;
    const auto together = encoder->forward(batch, mask);
    QVERIFY(largest_difference(alone.last_hidden_state[0],
                               together.last_hidden_state[0].slice(0, 0, 6)) < 1e-5);
    QVERIFY(largest_difference(alone.pooler_output[0], together.pooler_output[0]) < 1e-5);
    QVERIFY(largest_difference(mean_over_mask(alone.last_hidden_state, torch::ones({1, 6}))[0],
                               mean_over_mask(together.last_hidden_state, mask)[0]) < 1e-5);
  }
}

void TestBert::robertaCountsPositionsWithoutPadding() {
  torch::NoGradGuard frozen;
  auto encoder = small_encoder(small_config(true));
  const auto full = torch::tensor({5, 6, 7}, torch::kInt64).view({1, 3});
  const auto padded = torch::tensor({1, 5, 1, 6, 7}, torch::kInt64).view({1, 5});
  const auto a = encoder->forward(full, {}, {}, true).hidden[0],
             b = encoder->forward(padded, {}, {}, true).hidden[0];
  QVERIFY(largest_difference(a[0][0], b[0][1]) < 1e-6);
  QVERIFY(largest_difference(a[0][1], b[0][3]) < 1e-6);
  QVERIFY(largest_difference(a[0][2], b[0][4]) < 1e-6);
  QVERIFY(largest_difference(b[0][0], b[0][2]) < 1e-6);
  // The longest text has a position for each token.
  QVERIFY(encoder->forward(some_ids(1, 18)).last_hidden_state.defined());
}

void TestBert::lowPrecisionStaysNear() {
  torch::NoGradGuard frozen;
  auto encoder = small_encoder(small_config(true));
  const auto ids = some_ids(2, 8);
  const auto exact = encoder->forward(ids, torch::ones({2, 8})).last_hidden_state;
  encoder->prepare(torch::kBFloat16);
  const auto coarse = encoder->forward(ids, torch::ones({2, 8})).last_hidden_state;
  QVERIFY(coarse.scalar_type() == torch::kBFloat16);
  const auto alike = torch::cosine_similarity(exact, coarse.to(torch::kFloat32), 2);
  QVERIFY(alike.min().item<float>() > 0.99f);
}

void TestBert::meanOverTheMask() {
  const auto hidden = torch::arange(12, torch::kFloat32).view({2, 3, 2});
  const auto mask = torch::tensor({1, 0, 1, 0, 0, 0}, torch::kInt64).view({2, 3});
  const auto mean = mean_over_mask(hidden, mask);
  QVERIFY(torch::equal(mean[0], torch::tensor({2.0f, 3.0f})));
  QVERIFY(torch::equal(mean[1], torch::zeros({2}))); // nothing to look at: no division by zero
}

void TestBert::activationsAreTheKnownOnes() {
  // gelu(1) = Φ(1); its approximations differ in the fourth place and beyond.
  const auto one = torch::ones({1}, torch::kFloat64);
  QVERIFY(std::abs(activate(one, Activation::gelu).item<double>() - 0.8413447460685429) < 1e-12);
  QVERIFY(std::abs(activate(one, Activation::gelu_tanh).item<double>() - 0.8411919906082768) <
          1e-12);
  QVERIFY(std::abs(activate(one, Activation::quick_gelu).item<double>() -
                   1 / (1 + std::exp(-1.702))) < 1e-12);
  QCOMPARE(activate(-one, Activation::relu).item<double>(), 0.0);
}

void TestBert::equalsTheReference_data() {
  QTest::addColumn<QString>("reference");
  QTest::addColumn<QString>("folder");
  const std::pair<const char *, const char *> rows[] = {{"xlm-roberta", "xlm-roberta"},
                                                        {"roberta", "roberta"},
                                                        {"roberta", "roberta-hub"},
                                                        {"bert-uncased", "bert-uncased"},
                                                        {"bert-uncased", "bert-uncased-hub"},
                                                        {"bert-chinese", "bert-chinese"},
                                                        {"bert-uncased-fp16", "bert-uncased-fp16"},
                                                        {"bert-uncased-bf16", "bert-uncased-bf16"}};
  for (const auto &[reference, folder] : rows)
    QTest::newRow(folder) << QString::fromUtf8(reference) << QString::fromUtf8(folder);
}

void TestBert::equalsTheReference() {
  QFETCH(QString, reference);
  QFETCH(QString, folder);
  AFFECT_NEED_SHARED(root, "fixtures/hf");
  torch::NoGradGuard frozen;
  auto loaded = load_bert_folder(root / "models" / folder.toStdString());
  QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().text().c_str());
  auto state = read_state(root / "cases" / (reference.toStdString() + ".safetensors"));
  QVERIFY(state.ok());
  auto encoder = loaded->encoder;
  encoder->eval();
  const bool pooler = encoder->config().pooler;
  QCOMPARE(pooler, folder != QLatin1StringView("roberta-hub"));

  for (bool fused : {false, true}) {
    if (fused)
      encoder->prepare(torch::kFloat32);
    for (const std::string variant : {"", "hole.", "nomask."}) {
      const auto given = [&](const char *name) {
        const auto found = state->find(variant + "text." + name);
        return found == state->end() ? torch::Tensor() : found->second;
      };
      const auto made = encoder->forward(given("input_ids"), given("attention_mask"),
                                         given("token_type_ids"), true, true);
      QVERIFY(largest_difference(made.last_hidden_state, given("last_hidden_state")) < 5e-5);
      if (pooler)
        QVERIFY(largest_difference(made.pooler_output, given("pooler_output")) < 1e-5);
      if (!variant.empty())
        continue;
      QCOMPARE(made.hidden.size(), std::size_t{4});
      for (std::size_t i = 0; i < made.hidden.size(); ++i)
        QVERIFY(largest_difference(made.hidden[i], given(("hidden." + std::to_string(i)).c_str())) <
                5e-5);
      for (std::size_t i = 0; i < made.attentions.size(); ++i)
        QVERIFY(largest_difference(made.attentions[i],
                                   given(("attention." + std::to_string(i)).c_str())) < 1e-5);
    }
  }
}

void TestBert::equalsMiniLm() {
  AFFECT_NEED_SHARED(root, "teachers/minilm-l6");
  torch::NoGradGuard frozen;
  auto loaded = load_bert_folder(root);
  QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().text().c_str());
  auto reference = read_state(root / "case.safetensors");
  QVERIFY(reference.ok());
  loaded->encoder->prepare(torch::kFloat32);
  const auto mask = (*reference)["attention_mask"];
  const auto made = loaded->encoder->forward((*reference)["input_ids"], mask, {}, true);
  QCOMPARE(made.hidden.size(), std::size_t{7});
  for (std::size_t i = 0; i < made.hidden.size(); ++i)
    QVERIFY(largest_difference(made.hidden[i], (*reference)["hidden." + std::to_string(i)]) < 1e-4);
  const auto sentence =
      torch::nn::functional::normalize(mean_over_mask(made.last_hidden_state, mask),
                                       torch::nn::functional::NormalizeFuncOptions().dim(1));
  QVERIFY(largest_difference(sentence, (*reference)["sentence"]) < 1e-4);
}

QTEST_GUILESS_MAIN(TestBert)
#include "test_bert.moc"
