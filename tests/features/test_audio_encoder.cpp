#include "features/audio_encoder.h"

#include "audio_signals.h"
#include "nn/made_speech.h"
#include "nn/tensors.h"

#include <QTemporaryDir>
#include <QTest>

using namespace affect;

class TestAudioEncoder : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  std::unique_ptr<AudioEncoder> encoder_;

  AudioFeatures heard(const std::vector<float> &samples) const {
    const auto found = encoder_->encode(samples);
    if (!found.ok() || !*found)
      qFatal("nothing heard");
    return **found;
  }
  // Noise that comes and goes, so that no two parts sound alike; never quiet enough to count as a
  // pause.
  static std::vector<float> speech(double seconds) {
    auto samples = signals::noise(seconds, 0.3, 5);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const double t = static_cast<double>(i) / audio_rate;
      samples[i] *= static_cast<float>(0.5 + std::abs(std::sin(3 * t))) *
                    static_cast<float>(1 + std::sin(2 * std::numbers::pi * (200 + 40 * t) * t));
    }
    return samples;
  }
  static std::vector<float> with_silence(const std::vector<float> &samples, std::size_t before,
                                         std::size_t behind) {
    std::vector<float> longer(before, 0.0f);
    longer.insert(longer.end(), samples.begin(), samples.end());
    longer.resize(longer.size() + behind, 0.0f);
    return longer;
  }

private Q_SLOTS:
  void initTestCase() {
    const auto path =
        made::speech_folder(std::filesystem::path(folder_.path().toStdString()) / "ears");
    auto opened = AudioEncoder::open(path, torch::kFloat32);
    QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().text().c_str());
    encoder_ = std::move(*opened);
    QCOMPARE(encoder_->id(), std::string("ears"));
    QCOMPARE(encoder_->hash().size(), std::size_t{64});
    QCOMPARE(encoder_->width(), int64_t{12});
    QCOMPARE(encoder_->vector_width(), int64_t{24});
  }

  void fourStepsASecond_data() {
    QTest::addColumn<double>("seconds");
    for (const double seconds : {0.1, 0.24, 1.0, 3.0, 7.68, 15.3, 15.4, 16.0, 23.5, 47.0})
      QTest::addRow("%g s", seconds) << seconds;
  }
  void fourStepsASecond() {
    QFETCH(double, seconds);
    const auto found = heard(speech(seconds));
    const auto steps = static_cast<int64_t>(found.times.size());
    QVERIFY(std::abs(static_cast<double>(steps) - seconds / 0.24) <= 1.1);
    QVERIFY(found.steps.sizes() == torch::IntArrayRef({steps, 12}));
    QVERIFY(found.active.sizes() == torch::IntArrayRef({steps}));
    QVERIFY(found.vector.sizes() == torch::IntArrayRef({24}));
    QVERIFY(found.vector.isfinite().all().item<bool>());
    for (std::size_t i = 0; i < found.times.size(); ++i)
      QVERIFY(std::abs(found.times[i] - (0.08 + 0.24 * static_cast<double>(i))) < 1e-9);
  }

  void silenceAndShortSoundsAreMissing() {
    for (const auto &samples :
         {std::vector<float>(), std::vector<float>(100, 0.5f), std::vector<float>(16'000, 0.0f),
          std::vector<float>(500'000, 0.0f), signals::noise(1, 0.0001)}) {
      const auto found = encoder_->encode(samples);
      QVERIFY(found.ok());
      QVERIFY(!*found);
    }
  }

  void loudnessIsNotHeard() {
    auto quiet = speech(3);
    const auto loud = heard(quiet).vector;
    for (float &sample : quiet)
      sample *= 0.05f;
    QVERIFY(largest_difference(heard(quiet).vector, loud) < 1e-3);
  }

  // Silence around a clip moves its steps and changes nothing else.
  void silenceAroundChangesLittle() {
    const auto samples = speech(3);
    const auto alone = heard(samples);
    constexpr std::size_t shift = 10 * 24 * audio_hop; // whole steps
    const auto framed = heard(with_silence(samples, shift, 9'600));
    QCOMPARE(framed.active.slice(0, 0, 9).abs().max().item<float>(), 0.0f);
    QCOMPARE(framed.steps.slice(0, 0, 9).abs().max().item<float>(), 0.0f);
    const double apart =
        (heard(signals::vibrato(3, 200, 6)).vector - alone.vector).norm().item<double>();
    const double moved = (framed.vector - alone.vector).norm().item<double>();
    QVERIFY2(moved < 0.25 * apart, qPrintable(QStringLiteral("%1 of %2").arg(moved).arg(apart)));
    // A step is where it was, ten steps later, and not a step off.
    const auto distance = [&](int64_t at) {
      return (framed.steps.slice(0, 13, 20) - alone.steps.slice(0, at, at + 7))
          .norm()
          .item<double>();
    };
    QVERIFY(distance(3) < distance(2) && distance(3) < distance(4));
  }

  void sectionsJoinToOneClip() {
    // Longer than the longest section; a loud part, a pause of 20 s, another part.
    auto samples = with_silence(speech(9), 0, 20 * audio_rate);
    const auto second = speech(9);
    samples.insert(samples.end(), second.begin(), second.end());
    const auto found = heard(samples);
    const auto pause = found.active.slice(0, 42, 118);
    QCOMPARE(pause.max().item<float>(), 0.0f);
    QVERIFY(found.active.slice(0, 0, 36).mean().item<float>() > 0.9f);
    QVERIFY(found.active.slice(0, 124, 156).mean().item<float>() > 0.9f);
    QVERIFY(found.vector.isfinite().all().item<bool>());
  }

  // However the source cuts it, and from a span.
  void anySourceGivesTheSame() {
    const auto samples = speech(33);
    const auto whole = heard(samples);
    for (const std::size_t most : {std::size_t{777}, std::size_t{50'000}, std::size_t{1'000'000}}) {
      std::size_t at = 0, asked = 0;
      const auto found = encoder_->encode([&](std::size_t count) -> Result<std::vector<float>> {
        asked = std::max(asked, count);
        const std::size_t give = std::min({count, most, samples.size() - at});
        at += give;
        return std::vector<float>(samples.begin() + static_cast<std::ptrdiff_t>(at - give),
                                  samples.begin() + static_cast<std::ptrdiff_t>(at));
      });
      QVERIFY(found.ok() && *found);
      QVERIFY(torch::equal((*found)->steps, whole.steps));
      QVERIFY(torch::equal((*found)->vector, whole.vector));
      QVERIFY(asked <= 16 * audio_rate); // it never wants much at once
    }
  }

  void classifiersGiveProbabilities() {
    const auto vector = heard(speech(2)).vector;
    QVERIFY(std::abs(encoder_->polarity(vector).sum().item<double>() - 1) < 1e-5);
    const auto emotions = encoder_->emotions(vector, 1);
    QVERIFY(emotions[1].item<float>() == 0 && emotions[2].item<float>() == 0);
    QVERIFY(std::abs(emotions.sum().item<double>() - 1) < 1e-5);
  }

  void errors() {
    CancelToken cancel;
    cancel.cancel();
    const auto stopped = encoder_->encode(speech(1), cancel);
    QVERIFY(!stopped.ok() && stopped.error().code == ErrorCode::cancelled);
    const auto broken = encoder_->encode([](std::size_t) -> Result<std::vector<float>> {
      return make_error(ErrorCode::bad_format, "The stream is damaged.");
    });
    QVERIFY(!broken.ok() && broken.error().code == ErrorCode::bad_format);
    QVERIFY(!AudioEncoder::open("/nowhere", torch::kFloat32).ok());
  }
};

QTEST_GUILESS_MAIN(TestAudioEncoder)
#include "test_audio_encoder.moc"
