#include "features/pitch.h"

#include "audio_signals.h"

#include <QTest>

using namespace affect;

class TestPitch : public QObject {
  Q_OBJECT

  // Frames away from the ends that are voiced and whose pitch is within `cents` of `truth` at their
  // moment.
  static double share_right(const Pitch &found, const std::function<double(double)> &truth,
                            double cents) {
    constexpr double early = 0.0135; // how much before its frame's centre a pitch belongs
    int right = 0, all = 0;
    for (int64_t t = 6; t < found.f0.size(0) - 6; ++t, ++all) {
      const double hz = found.f0[t].item<double>();
      const double expected = truth(static_cast<double>(t) * 0.01 - early);
      right += hz > 0 && std::abs(1200 * std::log2(hz / expected)) <= cents;
    }
    return static_cast<double>(right) / all;
  }

private Q_SLOTS:
  void vibratoIsFollowed() {
    for (const double hz : {90.0, 200.0, 400.0}) {
      const double depth = hz * 0.03;
      const auto found = pitch(signals::vibrato(2, hz, depth));
      QVERIFY(found.ok());
      QCOMPARE(found->f0.size(0), int64_t{201});
      const double share = share_right(
          *found, [=](double t) { return hz + depth * std::sin(2 * std::numbers::pi * 5.5 * t); },
          15);
      QVERIFY2(share > 0.98, qPrintable(QStringLiteral("%1 Hz: %2").arg(hz).arg(share)));
      QVERIFY(found->probability.slice(0, 6, 195).mean().item<float>() > 0.9f);
    }
  }

  void yinMeasuresATone() {
    const auto found = yin(signals::tone(1, 220));
    QCOMPARE(found.size(0), int64_t{101});
    QVERIFY((found.slice(0, 6, 95) / 220 - 1).abs().max().item<float>() < 1e-3);
  }

  void noiseAndSilenceAreNotVoiced() {
    const auto noise = pitch(signals::noise(2, 0.3));
    QVERIFY(noise.ok());
    QVERIFY(noise->voiced.to(torch::kFloat32).mean().item<float>() < 0.1f);
    const auto silence = pitch(std::vector<float>(16'000, 0.0f));
    QVERIFY(silence.ok());
    QCOMPARE(silence->f0.size(0), int64_t{101});
    QVERIFY(!silence->voiced.any().item<bool>());
  }

  void voiceBeginsAndEnds() {
    const auto signal = signals::made(2, [](double t) {
      double sum = 0;
      for (int k = 1; t >= 0.5 && t < 1.5 && k <= 5; ++k)
        sum += 0.2 / k * std::sin(2 * std::numbers::pi * 150 * k * t);
      return sum;
    });
    const auto found = pitch(signal);
    QVERIFY(found.ok());
    const auto voiced = found->voiced.to(torch::kFloat32);
    QVERIFY(voiced.slice(0, 0, 45).sum().item<float>() == 0 &&
            voiced.slice(0, 157).sum().item<float>() == 0);
    QVERIFY(voiced.slice(0, 56, 145).mean().item<float>() > 0.98f);
  }

  // Longer than a settled block: the joints leave no trace.
  void longSignalsHaveNoSeams() {
    const auto found = pitch(signals::vibrato(25, 160, 6));
    QVERIFY(found.ok());
    QCOMPARE(found->f0.size(0), int64_t{2501});
    const double share = share_right(
        *found, [](double t) { return 160 + 6 * std::sin(2 * std::numbers::pi * 5.5 * t); }, 20);
    QVERIFY2(share > 0.99, qPrintable(QString::number(share)));
  }

  void shortEmptyAndCancelled() {
    QCOMPARE(pitch({})->f0.size(0), int64_t{0});
    QCOMPARE(yin({}).size(0), int64_t{0});
    QCOMPARE(pitch(signals::tone(0.005, 200))->f0.size(0), int64_t{1});
    CancelToken cancel;
    cancel.cancel();
    const auto stopped = pitch(signals::tone(1, 200), cancel);
    QVERIFY(!stopped.ok() && stopped.error().code == ErrorCode::cancelled);
  }
};

QTEST_GUILESS_MAIN(TestPitch)
#include "test_pitch.moc"
