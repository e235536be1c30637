#include "nn/state.h"
#include "systems/clip_ca/clip_ca.h"

#include <QtTest>

#include <cmath>

using namespace affect;

namespace {

constexpr int64_t text_width = 24, image_width = 40, regions = 9;

SystemConfig small_config(std::map<std::string, double> settings = {}) {
  SystemConfig config{
      "clip-ca",
      text_width,
      image_width,
      regions,
      {{"width", 16}, {"heads", 2}, {"vector_width", 12}, {"layers", 2}, {"members", 2}}};
  for (const auto &[name, value] : settings)
    config.settings[name] = value;
  return config;
}

SystemInput random_input(int64_t batch, int64_t tokens) {
  SystemInput input;
  input.text = torch::randn({batch, tokens, text_width});
  input.text_mask = torch::ones({batch, tokens});
  input.text_vector = torch::randn({batch, text_width});
  input.image = torch::randn({batch, regions, image_width});
  input.image_vector = torch::randn({batch, image_width});
  input.has_text = torch::ones({batch});
  input.has_image = torch::ones({batch});
  return input;
}

SystemInput with_frames(SystemInput input, int64_t frames) {
  const int64_t batch = input.image.size(0);
  input.frames = torch::randn({batch, frames, regions, image_width});
  input.frame_vectors = torch::randn({batch, frames, image_width});
  input.frame_mask = torch::ones({batch, frames});
  return input;
}

// Every weight away from where it starts, those that start at zero too.
std::shared_ptr<System> stirred(const SystemConfig &config) {
  const auto system = make_system(config);
  torch::NoGradGuard frozen;
  for (auto &parameter : system->parameters())
    parameter.add_(torch::randn_like(parameter) * 0.2);
  system->eval();
  return system;
}

double distance(const torch::Tensor &a, const torch::Tensor &b) {
  return (a - b).abs().max().item<double>();
}

bool same(const SystemOutput &a, const SystemOutput &b) {
  return distance(a.logits, b.logits) < 1e-5 && distance(a.text_logits, b.text_logits) < 1e-5 &&
         distance(a.image_logits, b.image_logits) < 1e-5 && distance(a.weights, b.weights) < 1e-5 &&
         distance(a.uncertainty, b.uncertainty) < 1e-5;
}

torch::Tensor none(int64_t batch) { return torch::full({batch}, -1, torch::kInt64); }

} // namespace

class TestClipCa : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() { torch::manual_seed(1); }

  void shapesAreThoseOfTheContract() {
    const auto system = stirred(small_config());
    QVERIFY(system->reads_frames());
    const auto post = system->forward(random_input(3, 5), true);
    for (const auto *logits :
         {&post.logits, &post.text_logits, &post.image_logits, &post.uncertainty})
      QCOMPARE(logits->sizes().vec(), (std::vector<int64_t>{3, 3}));
    QVERIFY(post.uncertainty.gt(0).all().item<bool>());
    QCOMPARE(post.weights.sizes().vec(), (std::vector<int64_t>{3, 2}));
    QVERIFY(distance(post.weights.sum(1), torch::ones({3})) < 1e-5);
    QCOMPARE(post.word_to_region.size(), std::size_t(2));
    QCOMPARE(post.word_to_region[0].sizes().vec(), (std::vector<int64_t>{3, 2, 5, 9}));
    QCOMPARE(post.region_to_word[1].sizes().vec(), (std::vector<int64_t>{3, 2, 9, 5}));
    const auto clip = system->forward(with_frames(random_input(3, 5), 4), true);
    QCOMPARE(clip.word_to_region[0].sizes().vec(), (std::vector<int64_t>{3, 2, 5, 36}));
    QCOMPARE(clip.region_to_word[1].sizes().vec(), (std::vector<int64_t>{3, 2, 36, 5}));
  }

  void vectorsMayHaveAWidthOfTheirOwn() {
    auto config = small_config();
    config.text_vector_width = 10;
    config.image_vector_width = 7;
    const auto system = stirred(config);
    auto input = random_input(2, 3);
    input.text_vector = torch::randn({2, 10});
    input.image_vector = torch::randn({2, 7});
    QCOMPARE(system->forward(input, false).logits.sizes().vec(), (std::vector<int64_t>{2, 3}));
  }

  void oneFrameIsAStill() {
    const auto system = stirred(small_config());
    const auto still = random_input(2, 4);
    auto clip = still;
    clip.frames = still.image.unsqueeze(1);
    clip.frame_vectors = still.image_vector.unsqueeze(1);
    clip.frame_mask = torch::ones({2, 1});
    const auto a = system->forward(still, true), b = system->forward(clip, true);
    QVERIFY(same(a, b));
    QVERIFY(distance(a.word_to_region[1], b.word_to_region[1]) < 1e-6);
  }

  void paddingOfTextAndFramesChangesNothing() {
    const auto system = stirred(small_config());
    const auto exact = with_frames(random_input(2, 4), 3);
    auto padded = exact;
    padded.text = torch::cat({exact.text, torch::randn({2, 3, text_width})}, 1);
    padded.text_mask = torch::cat({exact.text_mask, torch::zeros({2, 3})}, 1);
    padded.frames = torch::cat({exact.frames, torch::randn({2, 2, regions, image_width})}, 1);
    padded.frame_vectors = torch::cat({exact.frame_vectors, torch::randn({2, 2, image_width})}, 1);
    padded.frame_mask = torch::cat({exact.frame_mask, torch::zeros({2, 2})}, 1);
    const auto a = system->forward(exact, true), b = system->forward(padded, true);
    QVERIFY(same(a, b));
    // What is not there is not looked at.
    QVERIFY(b.word_to_region[0].slice(-1, 3 * regions).abs().max().item<double>() < 1e-6);
    QVERIFY(b.region_to_word[0].slice(-1, 4).abs().max().item<double>() < 1e-6);
    QVERIFY(distance(b.word_to_region[0].sum(-1), torch::ones({2, 2, 7})) < 1e-5);
  }

  void theOrderOfFramesIsKnownWhereItWasLearned() {
    const auto reversed = [](SystemInput input) {
      input.frames = input.frames.flip(1);
      input.frame_vectors = input.frame_vectors.flip(1);
      return input;
    };
    const auto clip = with_frames(random_input(2, 4), 5);
    const auto taught = stirred(small_config());
    QVERIFY(distance(taught->forward(clip, false).logits,
                     taught->forward(reversed(clip), false).logits) > 1e-4);
    // Steps on stills alone leave a bag of frames, with weight decay or without.
    const auto stills = make_system(small_config());
    torch::optim::AdamW adam(stills->parameters(), torch::optim::AdamWOptions(1e-2));
    stills->train();
    for (int step = 0; step < 5; ++step) {
      adam.zero_grad();
      const auto labels = torch::randint(0, 3, {8});
      stills->loss(stills->forward(random_input(8, 4), false), {labels, labels, labels}).backward();
      adam.step();
    }
    stills->eval();
    QVERIFY(same(stills->forward(clip, false), stills->forward(reversed(clip), false)));
  }

  void aMissingModalityHasNoInfluenceNorLoss() {
    const auto system = stirred(small_config());
    const auto labels = torch::tensor(std::vector<int64_t>{0, 2});
    auto input = with_frames(random_input(2, 4), 3);
    input.has_image.zero_();
    const auto before = system->forward(input, false);
    QVERIFY(distance(before.weights, torch::tensor({{1.0f, 0.0f}, {1.0f, 0.0f}})) < 1e-6);
    input.frames = torch::randn_like(input.frames);
    input.frame_vectors = torch::randn_like(input.frame_vectors);
    const auto after = system->forward(input, false);
    QVERIFY(distance(before.logits, after.logits) < 1e-6);
    QVERIFY(distance(before.text_logits, after.text_logits) < 1e-6);
    // The image's label teaches nothing where the image is hidden.
    QVERIFY(distance(system->loss(after, {none(2), none(2), labels}), torch::zeros({})) < 1e-6);
    QVERIFY(distance(system->loss(after, {none(2), labels, none(2)}), torch::zeros({})) > 1e-3);
    input = random_input(2, 4);
    input.has_text.zero_();
    const auto image_only = system->forward(input, false);
    input.text = torch::randn_like(input.text);
    input.text_vector = torch::randn_like(input.text_vector);
    QVERIFY(distance(image_only.logits, system->forward(input, false).logits) < 1e-6);
    QVERIFY(distance(system->loss(image_only, {none(2), labels, none(2)}), torch::zeros({})) <
            1e-6);
    input.has_image.zero_();
    const auto nothing = system->forward(input, true);
    QVERIFY(torch::isfinite(nothing.logits).all().item<bool>());
    QVERIFY(torch::isfinite(nothing.word_to_region[0]).all().item<bool>());
  }

  void theUncertaintyLossIsTheOneWrittenDown_data() {
    QTest::addColumn<double>("beta");
    QTest::newRow("Kendall's own") << 0.0;
    QTest::newRow("half") << 0.5;
    QTest::newRow("Seitzer's") << 1.0;
  }

  void theUncertaintyLossIsTheOneWrittenDown() {
    QFETCH(double, beta);
    const auto system = stirred(
        small_config({{"members", 1}, {"smoothing", 0}, {"beta", beta}, {"pair_weight", 0}}));
    auto output = system->forward(random_input(2, 3), false);
    // Columns of a member: pairs, text, image, s of text, image and both, what is there.
    output.members = torch::zeros({1, 2, 20});
    auto said = output.members[0];
    said.slice(1, 9, 12).copy_(torch::tensor({{1.0f, 0.0f, -1.0f}, {0.0f, 0.0f, 0.0f}}));
    said.slice(1, 15, 16).copy_(torch::tensor({{0.8f}, {-0.4f}}));
    said.slice(1, 18, 20).fill_(1);
    const auto labels = torch::tensor(std::vector<int64_t>{0, 2});
    const double first = std::log(std::exp(1.0) + 1 + std::exp(-1.0)) - 1, second = std::log(3.0);
    const auto term = [&](double loss, double s) {
      return std::exp(beta * s) * (std::exp(-s) * loss + s / 2);
    };
    const double expected = (term(first, 0.8) + term(second, -0.4)) / 2;
    QVERIFY(std::abs(system->loss(output, {none(2), labels, none(2)}).item<double>() - expected) <
            1e-5);
    // Of posts without a label no term; s of both is 0, where the loss is the plain cross entropy
    // of an even guess: of nine pairs three say negative, three positive and one neutral.
    const auto one = torch::tensor(std::vector<int64_t>{1, -1});
    QVERIFY(std::abs(system->loss(output, {one, none(2), none(2)}).item<double>() - std::log(7.0)) <
            1e-5);
  }

  void uncertaintyComesToTwiceTheExpectedLoss() {
    // Half of the posts, marked, have labels drawn by lot: there the head cannot be sure.
    auto config = small_config(
        {{"members", 1}, {"smoothing", 0}, {"vector_dropout", 0}, {"input_dropout", 0}});
    const auto system = make_system(config);
    const auto make = [](int64_t n) {
      auto input = random_input(n, 2);
      const auto lot = torch::randint(0, 2, {n}), truth = torch::randint(0, 3, {n});
      input.text_vector.slice(1, 0, 4).zero_();
      input.text_vector.select(1, 3).copy_(lot * 6);
      for (int64_t i = 0; i < n; ++i)
        input.text_vector[i][truth[i].item<int64_t>()] = 6;
      return std::tuple(input, lot, torch::where(lot.eq(1), torch::randint(0, 3, {n}), truth));
    };
    torch::optim::Adam adam(system->parameters(), torch::optim::AdamOptions(3e-3));
    system->train();
    for (int step = 0; step < 400; ++step) {
      const auto [input, lot, label] = make(64);
      adam.zero_grad();
      system->loss(system->forward(input, false), {none(64), label, none(64)}).backward();
      adam.step();
    }
    system->eval();
    const auto [input, lot, label] = make(512);
    const auto sigma = system->forward(input, false).uncertainty.select(1, 0);
    const double lottery = sigma.masked_select(lot.eq(1)).square().mean().item<double>();
    const double known = sigma.masked_select(lot.eq(0)).square().mean().item<double>();
    QVERIFY2(std::abs(lottery - 2 * std::log(3.0)) < 0.4, qPrintable(QString::number(lottery)));
    QVERIFY2(known < 0.4, qPrintable(QString::number(known)));
  }

  void theSurerModalityWeighsMore() {
    const auto system = stirred(small_config({{"members", 1}}));
    const auto output = system->forward(random_input(16, 4), false);
    const auto s = 2 * output.uncertainty.log();
    QVERIFY(distance(output.weights, torch::softmax(-s.slice(1, 0, 2), 1)) < 1e-5);
  }

  void everyPartCanBeLeftOut_data() {
    QTest::addColumn<QString>("part");
    for (const char *part : {"cross-attention", "uncertainty", "text", "image"})
      QTest::newRow(part) << part;
  }

  void everyPartCanBeLeftOut() {
    QFETCH(QString, part);
    const auto whole = stirred(small_config());
    const auto lesser = leave_out(*whole, {part.toStdString()});
    QVERIFY(lesser.ok());
    const auto input = random_input(3, 4);
    const auto a = whole->forward(input, true), b = (*lesser)->forward(input, true);
    QVERIFY(distance(a.logits, b.logits) > 1e-5);
    if (part == QStringLiteral("cross-attention")) {
      QVERIFY(b.word_to_region.empty() && b.region_to_word.empty());
    } else if (part == QStringLiteral("uncertainty")) {
      QVERIFY(!b.uncertainty.defined() && !b.weights.defined());
    } else {
      auto bare = input;
      (part == QStringLiteral("text") ? bare.has_text : bare.has_image).zero_();
      QVERIFY(distance(whole->forward(bare, false).logits, b.logits) < 1e-6);
    }
    // It trains that way as well.
    const auto labels = torch::tensor(std::vector<int64_t>{0, 1, 2});
    (*lesser)->train();
    const auto loss = (*lesser)->loss((*lesser)->forward(input, false), {labels, labels, labels});
    QVERIFY(std::isfinite(loss.item<double>()));
    loss.backward();
  }

  void withoutUncertaintyTheLossIsThePlainSum() {
    const auto whole = stirred(small_config({{"beta", 0}}));
    const auto plain = leave_out(*whole, {"uncertainty"});
    const auto labels = torch::tensor(std::vector<int64_t>{0, 1, 2});
    const auto output = (*plain)->forward(random_input(3, 4), false);
    auto zeroed = output;
    zeroed.members = output.members.clone();
    zeroed.members.slice(2, 15, 18).zero_(); // exp(−0)·L + 0/2
    QVERIFY(distance((*plain)->loss(output, {labels, labels, labels}),
                     whole->loss(zeroed, {labels, labels, labels})) < 1e-5);
  }

  void unknownPartsAreRefused() {
    const auto system = make_system(small_config());
    const auto lesser = leave_out(*system, {"gravity"});
    QVERIFY(!lesser.ok());
    QVERIFY(lesser.error().code == ErrorCode::usage);
    QVERIFY(lesser.error().message.find("cross-attention") != std::string::npos);
    QVERIFY(!leave_out(SystemConfig{"multiscale", 8, 8, 4, {}}, {"text"}).ok());
    const auto left = leave_out(small_config(), {"text", "uncertainty"});
    QVERIFY(left.ok());
    QCOMPARE(left->setting("without_text", 0), 1.0);
    for (const Ablation &form : system->ablations())
      for (const auto &[name, value] : form.settings)
        if (name.rfind("without_", 0) == 0)
          QVERIFY(leave_out(small_config(), {name.substr(8)}).ok());
  }

  void itLearnsWhatOnlyBothModalitiesTell() {
    // The label is whether a sign in the words equals a sign in the regions: no modality alone can
    // tell.
    const auto system = make_system(small_config({{"dropout", 0},
                                                  {"input_dropout", 0},
                                                  {"vector_dropout", 0},
                                                  {"layers", 1},
                                                  {"members", 1},
                                                  {"width", 24}}));
    const auto make = [](int64_t n) {
      auto input = random_input(n, 3);
      const auto a = torch::randint(0, 2, {n}), b = torch::randint(0, 2, {n});
      input.text.select(2, 0).copy_((a * 8 - 4).unsqueeze(1).expand({n, 3}));
      input.image.select(2, 0).copy_((b * 8 - 4).unsqueeze(1).expand({n, regions}));
      return std::make_pair(input, a.eq(b).to(torch::kInt64) * 2);
    };
    torch::optim::Adam adam(system->parameters(), torch::optim::AdamOptions(3e-3));
    system->train();
    double first = 0, last = 0;
    for (int step = 0; step < 400; ++step) {
      const auto [input, label] = make(64);
      adam.zero_grad();
      const auto loss = system->loss(system->forward(input, false), {label, none(64), none(64)});
      loss.backward();
      adam.step();
      (step == 0 ? first : last) = loss.item<double>();
    }
    QVERIFY(last < first);
    system->eval();
    const auto [input, label] = make(256);
    const double accuracy = system->forward(input, false)
                                .logits.argmax(1)
                                .eq(label)
                                .to(torch::kFloat32)
                                .mean()
                                .item<double>();
    QVERIFY2(accuracy > 0.9, qPrintable(QString::number(accuracy)));
  }

  void halfPrecisionGivesFiniteNumbers() {
    const auto system = make_system(small_config());
    system->to(torch::kBFloat16);
    system->eval();
    const auto input = with_frames(random_input(2, 4), 3).to(torch::kCPU, torch::kBFloat16);
    const auto output = system->forward(input, true);
    QVERIFY(torch::isfinite(output.logits).all().item<bool>());
    QVERIFY(torch::isfinite(output.uncertainty).all().item<bool>());
  }
};

QTEST_GUILESS_MAIN(TestClipCa)
#include "test_clip_ca.moc"
