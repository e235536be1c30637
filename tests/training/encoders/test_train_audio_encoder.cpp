#include "training/encoders/train_audio_encoder.h"

#include "features/audio_encoder.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace affect;

namespace {

// An emotion is where in the spectrum a clip is loud. Speaker 15 is EmoDB's dev speaker.
SpeechSet made_set() {
  torch::manual_seed(1);
  SpeechSet set;
  set.config.emotions = {"anger", "joy"};
  set.config.corpora = {{"emodb", {0, 1}}};
  for (int i = 0; i < 20; ++i) {
    const int emotion = i % 2;
    auto mel = torch::randn({80, 100}) * 0.7;
    mel.narrow(0, 20 + 30 * emotion, 15).add_(1.5);
    set.clips.push_back({mel.to(torch::kFloat16), torch::ones({100}, torch::kBool), 0, emotion,
                         emotion == 0 ? 0 : 2});
    set.speakers.emplace_back(i < 4 ? "speaker15" : i < 12 ? "speaker03" : "speaker08");
  }
  return set;
}

AudioEncoderTraining quick() {
  AudioEncoderTraining training;
  training.training.epochs = 1;
  training.channels = {4, 4, 4, 4};
  training.width = 8;
  return training;
}

} // namespace

class TestTrainAudioEncoder : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void folderIsThatOfAnEncoder() {
    QTemporaryDir made;
    auto training = quick();
    training.training.folder = std::filesystem::path(made.path().toStdString()) / "new" / "encoder";
    const auto scores = train_audio_encoder(made_set(), training, {}, {});
    QVERIFY2(scores.ok(), scores.ok() ? "" : scores.error().text().c_str());
    QCOMPARE(scores->size(), std::size_t{1});
    QCOMPARE(scores->front().n, int64_t{4}); // the dev speaker's
    std::ifstream file(training.training.folder / "metrics.json");
    std::stringstream metrics;
    metrics << file.rdbuf();
    QVERIFY(metrics.str().starts_with("{\n \"emodb\": {\n  \"n\": 4,\n  \"emotion_recall\": "));
    QVERIFY(metrics.str().ends_with("\n }\n}\n"));
    const auto encoder = AudioEncoder::open(training.training.folder, torch::kFloat32);
    QVERIFY2(encoder.ok(), encoder.ok() ? "" : encoder.error().text().c_str());
    QCOMPARE((*encoder)->width(), int64_t{8});
  }

  void everySpeakerIsScoredOnce() {
    std::vector<int64_t> scored;
    const auto note = [&](int fold, const std::vector<SpeechScores> &scores) {
      QCOMPARE(fold, static_cast<int>(scored.size()) + 1);
      scored.push_back(scores.front().n);
    };
    const auto all = cross_validate_speakers(made_set(), quick(), 2, false, note, {}, {});
    QVERIFY(all.ok());
    QCOMPARE(scored, (std::vector<int64_t>{8, 8}));
    QCOMPARE(all->front().n, int64_t{16});
    scored.clear();
    const auto with_dev = cross_validate_speakers(made_set(), quick(), 3, true, note, {}, {});
    QVERIFY(with_dev.ok());
    QCOMPARE(scored, (std::vector<int64_t>{8, 8, 4}));
    QCOMPARE(with_dev->front().n, int64_t{20});
  }
};

QTEST_GUILESS_MAIN(TestTrainAudioEncoder)
#include "test_train_audio_encoder.moc"
