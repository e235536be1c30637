#include "nn/state.h"
#include "systems/tam_ulag/tam_ulag.h"

#include <QtTest>

#include <cmath>

using namespace affect;

namespace {

constexpr int64_t text_width = 10, video_width = 7, audio_width = 5;

SystemConfig small_config(std::map<std::string, double> settings = {}) {
  SystemConfig config{"tam-ulag", text_width, 4, 2, {{"width", 6}, {"dimensions", 8}}};
  config.video_width = video_width;
  config.audio_width = audio_width;
  for (const auto &[name, value] : settings)
    config.settings[name] = value;
  return config;
}

SystemInput random_input(int64_t batch, int64_t steps) {
  SystemInput input;
  input.text = torch::randn({batch, steps, text_width});
  input.video = torch::randn({batch, steps, video_width});
  input.audio = torch::randn({batch, steps, audio_width});
  input.text_mask = torch::ones({batch, steps});
  input.video_mask = torch::ones({batch, steps});
  input.audio_mask = torch::ones({batch, steps});
  input.has_text = torch::ones({batch});
  input.has_image = torch::ones({batch});
  input.has_audio = torch::ones({batch});
  input.asked = torch::zeros({batch}, torch::kInt64);
  return input;
}

std::shared_ptr<System> stirred(const SystemConfig &config) {
  const auto system = make_system(config);
  torch::NoGradGuard frozen;
  for (auto &parameter : system->parameters())
    parameter.add_(torch::randn_like(parameter) * 0.3);
  system->eval();
  return system;
}

double distance(const torch::Tensor &a, const torch::Tensor &b) {
  return (a - b).abs().max().item<double>();
}

bool same(const SystemOutput &a, const SystemOutput &b) {
  return distance(a.logits, b.logits) < 1e-5 && distance(a.intensities, b.intensities) < 1e-5 &&
         distance(a.weights, b.weights) < 1e-5;
}

SystemLabels unlabelled(int64_t batch) {
  const auto none = torch::full({batch}, -1, torch::kInt64);
  return {none, none, none};
}

} // namespace

class TestTamUlag : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() { torch::manual_seed(1); }

  void shapesAreThoseOfTheContract() {
    const auto output = stirred(small_config())->forward(random_input(3, 5), true);
    for (const auto *logits :
         {&output.logits, &output.text_logits, &output.image_logits, &output.audio_logits})
      QCOMPARE(logits->sizes().vec(), (std::vector<int64_t>{3, 3}));
    QCOMPARE(output.intensities.sizes().vec(), (std::vector<int64_t>{3, 4}));
    QVERIFY(output.intensities.abs().le(1).all().item<bool>());
    QCOMPARE(output.features.sizes().vec(), (std::vector<int64_t>{3, 4, 8}));
    QCOMPARE(output.dimension_weights.sizes().vec(), (std::vector<int64_t>{3, 3, 8}));
    QVERIFY(distance(output.dimension_weights.sum(1), torch::ones({3, 8})) < 1e-5);
    QCOMPARE(output.weights.sizes().vec(), (std::vector<int64_t>{3, 3}));
    QCOMPARE(output.step_weights.size(), std::size_t(3));
    for (const auto &alpha : output.step_weights) {
      QCOMPARE(alpha.sizes().vec(), (std::vector<int64_t>{3, 2, 5}));
      QVERIFY(distance(alpha.sum(2), torch::ones({3, 2})) < 1e-5);
    }
  }

  void paddingChangesNothing() {
    const auto system = stirred(small_config());
    const auto exact = random_input(2, 4);
    auto padded = exact;
    padded.text = torch::cat({exact.text, torch::randn({2, 3, text_width})}, 1);
    padded.text_mask = torch::cat({exact.text_mask, torch::zeros({2, 3})}, 1);
    padded.audio = torch::cat({exact.audio, torch::randn({2, 2, audio_width})}, 1);
    padded.audio_mask = torch::cat({exact.audio_mask, torch::zeros({2, 2})}, 1);
    const auto output = system->forward(padded, true);
    QVERIFY(same(system->forward(exact, false), output));
    QVERIFY(output.step_weights[0].slice(2, 4).eq(0).all().item<bool>());
  }

  void absentModalitiesWeighNothingAndSayNothing() {
    const auto system = stirred(small_config());
    auto input = random_input(2, 4);
    input.has_audio = torch::tensor({0.0f, 1.0f});
    auto other = input;
    other.audio = input.audio.clone();
    other.audio[0] = torch::randn({4, audio_width}) * 10;
    const auto a = system->forward(input, true), b = system->forward(other, true);
    QVERIFY(same(a, b));
    QCOMPARE(a.weights[0][2].item<float>(), 0.0f);
    QVERIFY(a.weights[1][2].item<float>() > 0);
    QVERIFY(distance(a.weights.sum(1), torch::ones({2})) < 1e-5);
    QVERIFY(a.step_weights[2][0].eq(0).all().item<bool>());
  }

  void nothingAtAllIsNoNumberLess() {
    const auto system = stirred(small_config());
    auto input = random_input(1, 3);
    input.has_text = input.has_image = input.has_audio = torch::zeros({1});
    const auto output = system->forward(input, true);
    QVERIFY(output.logits.isfinite().all().item<bool>());
    QVERIFY(output.weights.eq(0).all().item<bool>());
  }

  void theOrderOfTimeMatters() {
    const auto system = stirred(small_config());
    auto input = random_input(1, 6), turned = input;
    turned.text = input.text.flip(1);
    QVERIFY(!same(system->forward(input, false), system->forward(turned, false)));
  }

  void attentionIsWhatTheFormulaSays() {
    tam_ulag::TemporalSizes sizes;
    sizes.input = 4;
    sizes.width = 3;
    sizes.layers = 1;
    tam_ulag::TemporalAttention time(sizes);
    time->eval();
    const auto values = torch::randn({1, 5, 4});
    const auto output = time(tam_ulag::Steps{values, torch::ones({1, 5}), torch::ones({1}), {}});
    std::map<std::string, torch::Tensor> p;
    for (const auto &item : time->named_parameters())
      p[item.key()] = item.value();
    auto gru = torch::nn::GRU(torch::nn::GRUOptions(6, 3).bidirectional(true).batch_first(true));
    for (auto &item : gru->named_parameters())
      item.value().set_data(p.at("gru0." + item.key()));
    const auto entered = torch::gelu(
        torch::linear(torch::layer_norm(values, {4}), p.at("enter.weight"), p.at("enter.bias")));
    const auto states = std::get<0>(gru->forward(entered))[0];
    const auto e = torch::tanh(torch::linear(states, p.at("key0.weight"), p.at("key0.bias")))
                       .matmul(p.at("score0.weight")[0]);
    const auto alpha = torch::softmax(e, 0);
    QVERIFY(distance(output.weights[0][0], alpha) < 1e-6);
    QVERIFY(distance(output.context[0], alpha.matmul(states)) < 1e-6);
  }

  void aLabelOfOneStepIsReadThere() {
    const auto config = small_config({{"asks_text", 1}, {"asks_image", 1}, {"asks_audio", 1}});
    const auto system = stirred(config);
    const auto one = random_input(1, 5);
    auto input = one;
    for (auto *x : {&input.text, &input.video, &input.audio, &input.text_mask, &input.video_mask,
                    &input.audio_mask})
      *x = x->repeat(x->dim() == 3 ? std::vector<int64_t>{2, 1, 1} : std::vector<int64_t>{2, 1});
    for (auto *x : {&input.has_text, &input.has_image, &input.has_audio})
      *x = x->repeat({2});
    input.asked = torch::tensor({int64_t(1), int64_t(4)});
    const auto output = system->forward(input, true);
    QVERIFY(distance(output.logits[0], output.logits[1]) > 1e-3);
    QVERIFY(distance(output.step_weights[0][0], output.step_weights[0][1]) > 1e-3);
  }

  void fusionIsWhatTheFormulaSays() {
    tam_ulag::SemanticFusion fusion(2, 3, true);
    torch::NoGradGuard frozen;
    for (auto &parameter : fusion->parameters())
      parameter.copy_(torch::randn_like(parameter));
    const auto f = torch::randn({1, 2, 3});
    const auto output = fusion(f, torch::ones({1, 2}));
    const auto p = fusion->parameters();
    const auto s0 = torch::linear(f[0][0], p[0], p[1]), s1 = torch::linear(f[0][1], p[2], p[3]);
    for (int64_t j = 0; j < 3; ++j) {
      const double a = std::exp(s0[j].item<double>()), b = std::exp(s1[j].item<double>());
      const double expected =
          (a * f[0][0][j].item<double>() + b * f[0][1][j].item<double>()) / (a + b);
      QVERIFY(std::abs(output.fused[0][j].item<double>() - expected) < 1e-5);
      QVERIFY(std::abs(output.weights[0][0][j].item<double>() - a / (a + b)) < 1e-5);
    }
  }

  void centresAreMeansOfTheirClass() {
    const auto features =
        torch::tensor({{{1.0f, 0.0f}}, {{3.0f, 0.0f}}, {{0.0f, 5.0f}}, {{9.0f, 9.0f}}});
    const auto labels = torch::tensor({{0.5f}, {1.0f}, {-0.2f}, {0.0f}});
    auto present = torch::ones({4, 1});
    const auto before = torch::full({1, 2, 2}, 7.0f);
    const auto centres = tam_ulag::class_centres(features, labels, present, before);
    QVERIFY(distance(centres, torch::tensor({{{2.0f, 0.0f}, {0.0f, 5.0f}}})) < 1e-6);
    present[2] = 0; // no negative one is left
    QVERIFY(distance(tam_ulag::class_centres(features, labels, present, before)[0][1],
                     torch::full({2}, 7.0f)) < 1e-6);
  }

  void labelsMoveToWhatAModalityLooksLike() {
    // The whole is between the classes, one part like the positive, another like the negative ones.
    const auto centres = torch::tensor({{1.0f, 0.0f}, {0.0f, 1.0f}}).unsqueeze(0).repeat({4, 1, 1});
    const auto features = torch::tensor({{{1.0f, 1.0f}, {1.0f, 0.0f}, {0.0f, 1.0f}, {2.0f, 2.0f}}});
    const auto whole = torch::tensor({0.2f});
    const auto fresh =
        tam_ulag::fresh_labels(tam_ulag::LabelRule::cosine, features, centres, whole, 0.5);
    QVERIFY(distance(fresh, torch::tensor({{0.7f, -0.3f, 0.2f}})) < 1e-5);
    const auto clamped =
        tam_ulag::fresh_labels(tam_ulag::LabelRule::cosine, features, centres, whole, 5);
    QVERIFY(distance(clamped, torch::tensor({{1.0f, -1.0f, 0.2f}})) < 1e-5);
    const auto copied =
        tam_ulag::fresh_labels(tam_ulag::LabelRule::copied, features, centres, whole, 0.5);
    QVERIFY(distance(copied, torch::full({1, 3}, 0.2f)) < 1e-6);
    const auto distances =
        tam_ulag::fresh_labels(tam_ulag::LabelRule::self_mm, features, centres, whole, 0.5);
    QVERIFY(distances[0][0].item<float>() > 0.2f);
    QVERIFY(distances[0][1].item<float>() < 0.2f);
  }

  void labelsMixAsTheEpochsGo() {
    const auto before = torch::tensor({0.0f}), fresh = torch::tensor({0.9f});
    QVERIFY(std::abs(tam_ulag::mix_labels(before, fresh, 2)[0].item<double>() - 0.6) < 1e-6);
    QVERIFY(std::abs(tam_ulag::mix_labels(before, fresh, 9)[0].item<double>() - 0.18) < 1e-6);
  }

  void theFirstEpochKeepsTheCopiedLabels() {
    const auto system = make_system(small_config());
    auto labels = unlabelled(2);
    labels.intensities = torch::full({2, 4}, std::nanf(""));
    labels.intensities[0][0] = 0.8f;
    labels.intensities[1][0] = -0.6f;
    const auto features = torch::randn({2, 4, 8}), present = torch::ones({2, 3});
    const auto first = system->generate_labels(features, present, labels, {}, 1);
    QVERIFY(distance(first, torch::tensor({{0.8f, 0.8f, 0.8f}, {-0.6f, -0.6f, -0.6f}})) < 1e-6);
    const auto second = system->generate_labels(features, present, labels, first, 2);
    QVERIFY(distance(second, first) > 1e-3);
    QVERIFY(second.abs().le(1).all().item<bool>());
  }

  void unlabelledAndAbsentCostNothing() {
    const auto system = make_system(small_config());
    system->eval();
    const auto output = system->forward(random_input(2, 3), false);
    QCOMPARE(system->loss(output, unlabelled(2)).item<float>(), 0.0f);
    auto half = random_input(2, 3);
    half.has_audio = torch::zeros({2});
    auto labels = unlabelled(2);
    labels.joint = torch::tensor({int64_t(0), int64_t(2)});
    auto loss = system->loss(system->forward(half, false), labels);
    QVERIFY(std::isfinite(loss.item<float>()) && loss.item<float>() > 0);
    loss.backward();
    for (const auto &item : system->named_parameters())
      if (item.key().starts_with("audio_"))
        QVERIFY2(!item.value().grad().defined() ||
                     item.value().grad().abs().max().item<float>() == 0,
                 item.key().c_str());
      else
        QVERIFY2(!item.value().grad().defined() ||
                     item.value().grad().isfinite().all().item<bool>(),
                 item.key().c_str());
  }

  void whatDisagreesWithTheWholeCountsMore() {
    const auto system = make_system(small_config({{"floor", 0}, {"polarity_weight", 0}}));
    system->eval();
    const auto output = system->forward(random_input(1, 3), false);
    auto labels = unlabelled(1);
    labels.joint = torch::tensor({int64_t(2)});
    labels.generated = torch::ones({1, 3});
    const float same_labels = system->loss(output, labels).item<float>();
    const float whole = (output.intensities[0][0] - 1).abs().item<float>();
    QVERIFY(std::abs(same_labels - whole) < 1e-5); // tanh 0: Self-MM's weighting leaves them out
    labels.generated = torch::tensor({{-1.0f, 1.0f, 1.0f}});
    const float text = (output.intensities[0][1] + 1).abs().item<float>();
    QVERIFY(std::abs(system->loss(output, labels).item<float>() - whole -
                     0.5f * std::tanh(2.0f) * text) < 1e-5);
  }

  void partsCanBeLeftOut() {
    const auto whole = stirred(small_config());
    for (const std::string &part : whole->parts()) {
      const auto lesser = leave_out(*whole, {part});
      QVERIFY2(lesser.ok(), part.c_str());
      const auto output = lesser.value()->forward(random_input(2, 3), true);
      QVERIFY2(output.logits.isfinite().all().item<bool>(), part.c_str());
      if (part == "audio")
        QVERIFY(output.weights.select(1, 2).eq(0).all().item<bool>());
      if (part == "temporal-attention")
        QVERIFY(distance(output.step_weights[0], torch::full({2, 2, 3}, 1.0f / 3)) < 1e-6);
      if (part == "dimension-fusion")
        QVERIFY(distance(output.dimension_weights.select(2, 0),
                         output.dimension_weights.select(2, 7)) < 1e-6);
    }
  }

  void aModalityWithoutWidthIsNotThere() {
    auto config = small_config();
    config.audio_width = 0;
    const auto system = stirred(config);
    auto input = random_input(2, 3);
    input.audio = input.audio_mask = torch::Tensor();
    input.has_audio = torch::zeros({2});
    const auto output = system->forward(input, true);
    QVERIFY(output.weights.select(1, 2).eq(0).all().item<bool>());
    QVERIFY(!output.step_weights[2].defined());
  }

  void learnsWhichModalitySpeaks() {
    auto config = small_config({{"dropout", 0}, {"input_dropout", 0}});
    const auto system = make_system(config);
    torch::optim::Adam optimizer(system->parameters(), torch::optim::AdamOptions(5e-3));
    auto input = random_input(64, 4);
    auto labels = unlabelled(64);
    // One step of the sound says it all.
    const auto sign = torch::randint(0, 2, {64}) * 2 - 1;
    input.audio = torch::randn({64, 4, audio_width}) * 0.3;
    input.audio.select(1, 2).select(1, 0).copy_(sign * 3);
    labels.joint = (sign + 1).to(torch::kInt64);
    for (int i = 0; i < 150; ++i) {
      optimizer.zero_grad();
      system->loss(system->forward(input, false), labels).backward();
      optimizer.step();
    }
    system->eval();
    const auto output = system->forward(input, true);
    QVERIFY(output.logits.argmax(1).eq(labels.joint).to(torch::kFloat32).mean().item<double>() >
            0.95);
    QVERIFY(output.weights.select(1, 2).mean().item<double>() > 0.34);
  }
};

QTEST_GUILESS_MAIN(TestTamUlag)
#include "test_tam_ulag.moc"
