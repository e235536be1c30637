#include "systems/baselines/baselines.h"

#include <QtTest>

using namespace affect;

namespace {

constexpr int64_t text_width = 6, audio_width = 5;

SystemConfig small_config(const std::string &name, bool context) {
  SystemConfig config{name, text_width, 4, 2, {{"width", 8}, {"dropout", 0}, {"input_dropout", 0}}};
  config.audio_width = audio_width;
  if (context)
    config.settings["asks_text"] = config.settings["asks_audio"] = 1;
  return config;
}

SystemInput input_of(int64_t batch, int64_t steps) {
  SystemInput input;
  input.text = torch::randn({batch, steps, text_width});
  input.audio = torch::randn({batch, steps, audio_width});
  input.text_mask = torch::ones({batch, steps});
  input.audio_mask = torch::ones({batch, steps});
  input.has_text = input.has_image = input.has_audio = torch::ones({batch});
  input.asked = torch::arange(batch) % steps;
  return input;
}

double apart(const SystemOutput &a, const SystemOutput &b) {
  return (a.intensities - b.intensities).abs().max().item<double>();
}

} // namespace

class TestBaselines : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() { torch::manual_seed(1); }

  void paddingChangesNothing_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("context");
    for (const std::string &name : baseline_names())
      for (const bool context : {false, true})
        QTest::addRow("%s %d", name.c_str(), context) << QString::fromStdString(name) << context;
  }
  void paddingChangesNothing() {
    QFETCH(QString, name);
    QFETCH(bool, context);
    torch::NoGradGuard frozen;
    const auto network = make_system_or_baseline(small_config(name.toStdString(), context));
    QVERIFY(network);
    network->eval();
    const auto plain = input_of(4, 4);
    auto padded = plain;
    for (torch::Tensor SystemInput::*values : {&SystemInput::text, &SystemInput::audio})
      padded.*values =
          torch::cat({plain.*values, torch::randn({4, 2, (plain.*values).size(2)})}, 1);
    for (torch::Tensor SystemInput::*mask : {&SystemInput::text_mask, &SystemInput::audio_mask})
      padded.*mask = torch::cat({plain.*mask, torch::zeros({4, 2})}, 1);
    QVERIFY(apart(network->forward(plain, false), network->forward(padded, false)) < 1e-5);
    auto other = plain;
    other.audio = plain.audio + 1.5 * torch::randn_like(plain.audio);
    QVERIFY(apart(network->forward(plain, false), network->forward(other, false)) > 1e-4);
  }

  void onlyTheLstmSeesAnUtterancesContext() {
    torch::NoGradGuard frozen;
    const auto plain = input_of(4, 4);
    auto changed = plain;
    changed.text = plain.text.clone();
    for (int64_t row = 0; row < 4; ++row) // every step but the one asked about
      for (int64_t step = 0; step < 4; ++step)
        if (step != row % 4)
          changed.text[row][step] = torch::randn({text_width});
    const auto moved = [&](const char *name) {
      torch::manual_seed(2);
      const auto network = make_system_or_baseline(small_config(name, true));
      network->eval();
      return apart(network->forward(plain, false), network->forward(changed, false));
    };
    QVERIFY(moved("bc-lstm") > 1e-4);
    QVERIFY(moved("concatenation") < 1e-7);
  }

  void whatIsAbsentIsNotRead() {
    torch::NoGradGuard frozen;
    for (const std::string &name : baseline_names()) {
      const auto network = make_system_or_baseline(small_config(name, true));
      network->eval();
      auto some = input_of(4, 4);
      some.has_audio = torch::zeros({4});
      auto others = some;
      others.audio = torch::randn_like(some.audio);
      QVERIFY(apart(network->forward(some, false), network->forward(others, false)) < 1e-6);
    }
  }

  void itLearnsWhatTheSoundSays_data() { paddingChangesNothing_data(); }
  void itLearnsWhatTheSoundSays() {
    QFETCH(QString, name);
    QFETCH(bool, context);
    torch::manual_seed(4);
    const auto network = make_system_or_baseline(small_config(name.toStdString(), context));
    torch::optim::Adam adam(network->parameters(), 0.01);
    const auto made = [&] {
      auto input = input_of(48, 3);
      const auto label = torch::randint(0, 3, {48}, torch::kInt64);
      input.audio.select(2, 0).copy_((label - 1).to(torch::kFloat32).unsqueeze(1) * 3);
      SystemLabels labels{label, torch::full({48}, -1, torch::kInt64),
                          torch::full({48}, -1, torch::kInt64)};
      return std::pair(input, labels);
    };
    for (int step = 0; step < 120; ++step) {
      const auto [input, labels] = made();
      adam.zero_grad();
      network->loss(network->forward(input, false), labels).backward();
      adam.step();
    }
    network->eval();
    const auto [input, labels] = made();
    const auto said = network->forward(input, false);
    QVERIFY(said.logits.argmax(1).eq(labels.joint).to(torch::kFloat32).mean().item<double>() > 0.9);
    QVERIFY((said.intensities.select(1, 0) - labels.intensity_of(0)).abs().mean().item<double>() <
            0.35);
  }

  void programsSystemsAreMadeTooButBundlesOpenNoBaseline() {
    QVERIFY(!make_system(small_config("bc-lstm", false)));
    QVERIFY(!make_system_or_baseline(small_config("no such network", false)));
    QCOMPARE(make_system_or_baseline(small_config("tam-ulag", false))->config().system,
             std::string("tam-ulag"));
  }
};

QTEST_GUILESS_MAIN(TestBaselines)
#include "test_baselines.moc"
