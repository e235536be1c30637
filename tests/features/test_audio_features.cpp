#include "features/audio_features.h"

#include "audio_signals.h"
#include "features/voice_activity.h"
#include "nn/tensors.h"

#include <QTest>

using namespace affect;

// What can be said of the features without the reference figures; those are in test_audio_parity.
class TestAudioFeatures : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void framesAreCountedAndCentred();
  void anyCutGivesTheSameFrames_data();
  void anyCutGivesTheSameFrames();
  void tonesPeakInTheirBand();
  void louderIsHigherByTheSameEverywhere();
  void shortAndEmptySignals();
  void energyOfATone();
  void streamedLogMelIsTheWhole();
  void voiceIsFoundWhereItIs();
  void silenceHasNoVoice();
};

void TestAudioFeatures::framesAreCountedAndCentred() {
  QCOMPARE(frame_count(0), std::int64_t{0});
  QCOMPARE(frame_count(1), std::int64_t{1});
  QCOMPARE(frame_count(159), std::int64_t{1});
  QCOMPARE(frame_count(16'000), std::int64_t{101});
  // A click shows in the frames around it and most in the one centred on it.
  std::vector<float> click(16'000, 0.0f);
  click[8000] = 1;
  const auto energy =
      mel_power(FrameStream(audio_window, FramePadding::reflect).push(click)).sum(0);
  QCOMPARE(energy.argmax().item<int64_t>(), int64_t{50});
  QVERIFY(energy[48].item<float>() == 0 && energy[52].item<float>() == 0);
}

void TestAudioFeatures::anyCutGivesTheSameFrames_data() {
  QTest::addColumn<int>("samples");
  QTest::addColumn<int>("piece");
  for (const int samples : {1, 2, 100, 200, 201, 399, 400, 401, 5000})
    for (const int piece : {1, 7, 160, 201, 1000})
      QTest::addRow("%d by %d", samples, piece) << samples << piece;
}

void TestAudioFeatures::anyCutGivesTheSameFrames() {
  QFETCH(int, samples);
  QFETCH(int, piece);
  auto signal = signals::noise(samples / 16'000.0, 1);
  QCOMPARE(signal.size(), static_cast<std::size_t>(samples));
  for (const auto padding : {FramePadding::reflect, FramePadding::zeros}) {
    FrameStream stream(audio_window, padding);
    std::vector<torch::Tensor> parts;
    for (int at = 0; at < samples; at += piece)
      parts.push_back(stream.push(std::span(signal).subspan(
          static_cast<std::size_t>(at), static_cast<std::size_t>(std::min(piece, samples - at)))));
    parts.push_back(stream.finish());
    const auto cut = torch::cat(parts);
    QCOMPARE(cut.size(0), int64_t{1 + samples / 160});
    for (int64_t k = 0; k < cut.size(0); ++k)
      for (int64_t i = 0; i < audio_window; ++i) {
        int at = static_cast<int>(k * 160 + i) - 200;
        float value = 0;
        if (at >= 0 && at < samples)
          value = signal[static_cast<std::size_t>(at)];
        else if (padding == FramePadding::reflect) {
          while (at < 0 || at >= samples) // there and back until inside
            at = samples == 1 ? 0 : at < 0 ? -at : 2 * (samples - 1) - at;
          value = signal[static_cast<std::size_t>(at)];
        }
        if (cut.data_ptr<float>()[k * audio_window + i] != value)
          QFAIL(qPrintable(QStringLiteral("frame %1, place %2").arg(k).arg(i)));
      }
  }
}

void TestAudioFeatures::tonesPeakInTheirBand() {
  // Below 1000 Hz bands are even: the centre of band b lies (b + 1) times this high.
  const double step = (15 + std::log(8.0) / (std::log(6.4) / 27)) / 81 * 200 / 3;
  for (const int band : {5, 12, 20, 25}) {
    const auto cells = log_mel(signals::tone(0.5, step * (band + 1)));
    QVERIFY(cells.sizes() == torch::IntArrayRef({80, 51}));
    const auto loudest = cells.slice(1, 3, 48).argmax(0);
    QVERIFY2(loudest.eq(band).all().item<bool>(), qPrintable(QString::number(band)));
  }
  const auto high = log_mel(signals::tone(0.5, 7800)).select(1, 25).argmax().item<int64_t>();
  QVERIFY(high >= 78);
}

void TestAudioFeatures::louderIsHigherByTheSameEverywhere() {
  auto quiet = signals::noise(0.5, 0.05), loud = quiet;
  for (float &sample : loud)
    sample *= 4;
  const double expected = 2 * std::log(4.0);
  QVERIFY(((log_mel(loud) - log_mel(quiet)) - expected).abs().max().item<float>() < 1e-3);
}

void TestAudioFeatures::shortAndEmptySignals() {
  const std::vector<float> nothing;
  QVERIFY(log_mel(nothing).sizes() == torch::IntArrayRef({80, 0}));
  QVERIFY(whisper_mel(nothing).sizes() == torch::IntArrayRef({80, 0}));
  QCOMPARE(frame_energy(nothing).size(0), int64_t{0});
  for (const int samples : {1, 2, 100, 200, 399}) {
    const auto signal = signals::tone(samples / 16'000.0, 1000);
    const auto cells = log_mel(signal);
    QVERIFY(cells.sizes() == torch::IntArrayRef({80, 1 + samples / 160}));
    QVERIFY(cells.isfinite().all().item<bool>());
    QVERIFY(whisper_mel(signal).sizes() == torch::IntArrayRef({80, samples / 160}));
    QVERIFY(frame_energy(signal).isfinite().all().item<bool>());
  }
  const auto silence = log_mel(std::vector<float>(8000, 0.0f));
  QVERIFY((silence - std::log(1e-10)).abs().max().item<float>() < 1e-4);
}

void TestAudioFeatures::energyOfATone() {
  const auto energy = frame_energy(signals::tone(1, 2000, 0.5));
  QVERIFY((energy.slice(0, 3, 98) - 0.5 / std::sqrt(2.0)).abs().max().item<float>() < 1e-4);
  QCOMPARE(frame_energy(std::vector<float>(4000, 0.0f)).abs().max().item<float>(), 0.0f);
}

void TestAudioFeatures::streamedLogMelIsTheWhole() {
  const auto signal = signals::noise(65, 0.3); // more than two blocks
  const auto whole = log_mel(signal);
  QCOMPARE(whole.size(1), frame_count(static_cast<int64_t>(signal.size())));
  LogMelStream stream;
  std::vector<torch::Tensor> parts;
  for (std::size_t at = 0; at < signal.size(); at += 12'345)
    parts.push_back(stream.push(
        std::span(signal).subspan(at, std::min<std::size_t>(12'345, signal.size() - at))));
  parts.push_back(stream.finish());
  QVERIFY(largest_difference(torch::cat(parts, 1), whole) < 1e-4);
}

void TestAudioFeatures::voiceIsFoundWhereItIs() {
  const auto signal = signals::made(3, [](double t) {
    const bool on = (t >= 0.5 && t < 1.2) || (t >= 1.25 && t < 1.5) || (t >= 2.4 && t < 2.405);
    return on ? 0.3 * std::sin(2 * std::numbers::pi * 440 * t) : 0.0;
  });
  const auto found = voice_activity(frame_energy(signal));
  QCOMPARE(found.active.size(), std::size_t{301});
  QCOMPARE(found.segments.size(), std::size_t{1}); // the short gap is closed, the click dropped
  QVERIFY(std::abs(found.segments[0].begin - 0.5) <= 0.02);
  QVERIFY(std::abs(found.segments[0].end - 1.5) <= 0.02);
}

void TestAudioFeatures::silenceHasNoVoice() {
  QVERIFY(voice_activity(frame_energy(std::vector<float>(16'000, 0.0f))).segments.empty());
  QVERIFY(voice_activity(frame_energy(std::vector<float>(16'000, 0.0005f))).segments.empty());
  QVERIFY(voice_activity(torch::empty({0})).active.empty());
}

QTEST_GUILESS_MAIN(TestAudioFeatures)
#include "test_audio_features.moc"
