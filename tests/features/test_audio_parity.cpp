#include "audio_signals.h"
#include "features/audio_features.h"
#include "features/voice_activity.h"
#include "nn/state.h"
#include "nn/tensors.h"
#include "shared_data.h"

#include <QTest>

using namespace affect;

// Against librosa's figures, within the tolerances their README asks for.
class TestAudioParity : public QObject {
  Q_OBJECT
  StateDict figures_;
  std::filesystem::path root_;

  const torch::Tensor &of(const QString &signal, const char *figure) const {
    return figures_.at(signal.toStdString() + "/" + figure);
  }
  bool has(const QString &signal, const char *figure) const {
    return figures_.count(signal.toStdString() + "/" + figure) > 0;
  }
  std::vector<float> signal(const QString &name) const {
    return signals::read(root_ / "signals" / (name.toStdString() + ".wav"));
  }
  static void rows(std::initializer_list<const char *> names) {
    QTest::addColumn<QString>("name");
    for (const char *name : names)
      QTest::newRow(name) << QString::fromLatin1(name);
  }
  static void every_signal() {
    rows({"silence", "impulse", "sine1k", "chirp", "noise", "vibrato", "step", "step_noisy",
          "short100", "one_window", "clip", "speech_ravdess", "speech_emodb"});
  }
  // [frames, bands]: every cell by the README's rule, and those within 60 dB of their frame's
  // loudest to 1e-3.
  static bool spectra_agree(const torch::Tensor &made, const torch::Tensor &reference) {
    if (made.sizes() != reference.sizes())
      return false;
    const auto a = made.to(torch::kFloat64), b = reference.to(torch::kFloat64);
    const auto loudest = std::get<0>(b.max(1, true));
    const auto by_rule = (a.exp() - b.exp()).abs() <= 1e-3 * b.exp() + 1e-10 * loudest.exp();
    const auto near = torch::logical_or((a - b).abs() <= 1e-3, b <= loudest - std::log(1e6));
    return by_rule.all().item<bool>() && near.all().item<bool>();
  }

private Q_SLOTS:
  void initTestCase() {
    AFFECT_NEED_SHARED(root, "fixtures/audio");
    root_ = root;
    auto read = read_state(root / "figures.safetensors");
    QVERIFY2(read.ok(), read.ok() ? "" : read.error().text().c_str());
    figures_ = *read;
  }

  void spectra_data() { every_signal(); }
  void spectra() {
    QFETCH(QString, name);
    const auto samples = signal(name);
    QVERIFY(!samples.empty());
    QVERIFY(spectra_agree(log_mel(samples).t(), of(name, "logmel").t()));
    if (has(name, "whisper"))
      QVERIFY(largest_difference(whisper_mel(samples), of(name, "whisper")) <= 2e-4);
  }

  void energy_data() { every_signal(); }
  void energy() {
    QFETCH(QString, name);
    QVERIFY(largest_difference(frame_energy(signal(name)), of(name, "rms")) <= 1e-6);
  }

  void voice_data() { every_signal(); }
  void voice() {
    QFETCH(QString, name);
    const auto found = voice_activity(frame_energy(signal(name)));
    const auto &mask = of(name, "vad");
    QCOMPARE(static_cast<int64_t>(found.active.size()), mask.size(0));
    int64_t equal = 0;
    for (std::size_t i = 0; i < found.active.size(); ++i)
      equal += found.active[i] == (mask[static_cast<int64_t>(i)].item<float>() > 0.5f);
    QVERIFY(static_cast<double>(equal) >= 0.99 * static_cast<double>(mask.size(0)));
    QCOMPARE(static_cast<int64_t>(found.segments.size()), of(name, "vad_segments").size(0));
    if (!has(name, "true_segments"))
      return;
    const auto &truth = of(name, "true_segments");
    QVERIFY(std::abs(found.segments[0].begin - truth[0][0].item<double>()) <= 0.02);
    QVERIFY(std::abs(found.segments[0].end - truth[0][1].item<double>()) <= 0.02);
  }

  void resampled_data() { rows({"chirp_44k1_stereo", "chirp_8k_mono", "chirp_48k_51"}); }
  void resampled() {
    QFETCH(QString, name);
    const auto samples = signal(name);
    QVERIFY(std::abs(static_cast<double>(samples.size()) - 16'000) <= 32);
    // Of six channels FFmpeg's own weights, brought to the sum 1.
    const auto &wanted =
        of(name, name == QLatin1StringView("chirp_48k_51") ? "resampled_swr" : "resampled")
            .contiguous();
    const bool low = name == QLatin1StringView("chirp_8k_mono");
    const double from = low ? 3000 : 6000, to = low ? 4400 : 8000;
    const std::size_t count = std::min<std::size_t>(samples.size(), 16'000);
    const auto decibels = [&](const float *at) {
      return 10 * log_mel(std::span(at, count)).to(torch::kFloat64) / std::log(10.0);
    };
    // Bands that touch none of the bins between.
    const auto impulse = mel_power_rows(from, to);
    const auto a = decibels(samples.data()).index({impulse}).slice(1, 5, -5);
    const auto b = decibels(wanted.data_ptr<float>()).index({impulse}).slice(1, 5, -5);
    const auto peak = b.max();
    const double differs = (a - b).abs().index({b > peak - 50}).max().item<double>();
    QVERIFY2(differs <= 0.25, qPrintable(QString::number(differs)));
    const double rest = (a.index({b < peak - 60}).max() - peak).item<double>();
    QVERIFY2(rest <= -50, qPrintable(QString::number(rest)));
  }

private:
  // Which of the 80 bands are silent for every bin from `from` to `to` Hz.
  torch::Tensor mel_power_rows(double from, double to) const {
    const auto &triangles = figures_.at("tables/mel_slaney");
    const auto first = static_cast<int64_t>(std::ceil(from / 40)),
               last = static_cast<int64_t>(to / 40) + 1;
    return triangles.slice(1, first, last).eq(0).all(1);
  }
};

QTEST_GUILESS_MAIN(TestAudioParity)
#include "test_audio_parity.moc"
