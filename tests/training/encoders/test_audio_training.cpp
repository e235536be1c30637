#include "training/encoders/audio_training.h"

#include "nn/made_speech.h"
#include "nn/tensors.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <set>

using namespace affect;

namespace {

// Clips whose emotion is where in the spectrum they are loud, and whose speaker is noise: easily
// learned.
std::vector<SpeechClip> made_clips(int count, std::uint64_t seed) {
  torch::manual_seed(static_cast<int64_t>(seed));
  std::vector<SpeechClip> clips;
  for (int i = 0; i < count; ++i) {
    const int corpus = i % 2, emotion = corpus == 0 ? (i / 2) % 3 : (i / 2) % 2 * 3;
    const int64_t frames = 100 + 37 * i % 150;
    auto mel = torch::randn({80, frames}) * 0.7;
    mel.narrow(0, 20 * emotion, 15).add_(1.5);
    auto active = torch::ones({frames}, torch::kBool);
    active.slice(0, 0, 5).fill_(false);
    clips.push_back({mel.to(torch::kFloat16), active, corpus, emotion,
                     emotion == 2   ? 2
                     : emotion == 1 ? 1
                                    : 0});
  }
  return clips;
}

std::vector<std::size_t> all_rows(const std::vector<SpeechClip> &clips) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < clips.size(); ++i)
    rows.push_back(i);
  return rows;
}

AudioTrainingOptions quick(int epochs) {
  AudioTrainingOptions options;
  options.epochs = epochs;
  options.batch_size = 16;
  options.rate = 1e-2;
  options.average = 0.9;
  return options;
}

} // namespace

class TestAudioTraining : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void batchesHoldWhatTheClipsHold() {
    const auto clips = made_clips(6, 1);
    const auto batch = speech_batch(clips, all_rows(clips));
    int64_t longest = 0;
    for (const SpeechClip &clip : clips)
      longest = std::max(longest, clip.mel.size(1));
    QVERIFY(batch.mel.sizes() == torch::IntArrayRef({6, 80, longest}));
    QVERIFY(batch.steps.sizes() == torch::IntArrayRef({6, speech_steps(longest)}));
    for (int64_t i = 0; i < 6; ++i) {
      const auto &clip = clips[static_cast<std::size_t>(i)];
      QVERIFY(
          torch::equal(batch.mel[i].slice(1, 0, clip.mel.size(1)), clip.mel.to(torch::kFloat32)));
      QCOMPARE(batch.mel[i].slice(1, clip.mel.size(1)).abs().sum().item<float>(), 0.0f);
      QCOMPARE(batch.emotion[i].item<int64_t>(), static_cast<int64_t>(clip.emotion));
    }
  }

  void augmentationIsRepeatableAndKeepsLabels() {
    const auto clips = made_clips(16, 2);
    const auto rows = all_rows(clips);
    SpeechAugmentation how;
    how.mixup = 0.3;
    Random one(7), same(7), other(8);
    const auto a = augmented_batch(clips, rows, how, one),
               b = augmented_batch(clips, rows, how, same),
               c = augmented_batch(clips, rows, how, other);
    QVERIFY(torch::equal(a.mel, b.mel) && torch::equal(a.share, b.share));
    QVERIFY(!torch::equal(a.mel, c.mel));
    QVERIFY(a.mel.isfinite().all().item<bool>());
    QVERIFY(torch::equal(a.emotion, c.emotion));
    QVERIFY(a.share.ge(0.5).all().item<bool>() && a.share.le(1).all().item<bool>());
    // Only clips of one corpus are mixed: another's classes are not asked for.
    QVERIFY(torch::equal(a.corpus, a.corpus.index_select(0, a.partner)));
    QVERIFY(a.steps.any(1).all().item<bool>());
  }

  void withoutAugmentationACropIsTheClip() {
    const auto clips = made_clips(8, 3);
    Random random(1);
    const auto batch = augmented_batch(clips, all_rows(clips), {0, 0, 0, 0, 0, 304}, random);
    for (int64_t i = 0; i < 8; ++i) {
      const auto &mel = clips[static_cast<std::size_t>(i)].mel;
      QVERIFY(torch::equal(batch.mel[i].slice(1, 0, mel.size(1)), mel.to(torch::kFloat32)));
    }
  }

  // A spectrum moved up by as many bands as asked for at most.
  void shiftsMoveTheSpectrum() {
    SpeechClip clip{torch::zeros({80, 200}, torch::kFloat16), torch::ones({200}, torch::kBool), 0,
                    0, 0};
    clip.mel.narrow(0, 40, 1).fill_(5);
    Random random(5);
    SpeechAugmentation how{0, 6, 0, 0, 0, 304};
    std::set<int64_t> places;
    for (int i = 0; i < 30; ++i) {
      const std::vector<std::size_t> rows{0};
      places.insert(
          augmented_batch({clip}, rows, how, random).mel[0].select(1, 50).argmax().item<int64_t>());
    }
    QVERIFY(*places.begin() >= 31 && *places.rbegin() <= 49);
    QVERIFY(places.size() > 5);
  }

  void learnsWhatCanBeLearned() {
    const auto train = made_clips(96, 4), held = made_clips(48, 5);
    auto network = made::speech_net();
    network->train();
    QTemporaryDir folder;
    auto options = quick(12);
    options.folder = folder.path().toStdString();
    const auto before = score(predict(*network, held), labels_of(held), 2);
    const auto done = train_audio(network, train, held, options);
    QVERIFY2(done.ok(), done.ok() ? "" : done.error().text().c_str());
    const auto after = score(predict(*network, held), labels_of(held), 2);
    for (std::size_t corpus = 0; corpus < 2; ++corpus) {
      QCOMPARE(after[corpus].n, int64_t{24});
      QVERIFY2(after[corpus].emotion_recall > 0.9,
               qPrintable(QString::number(after[corpus].emotion_recall)));
      QVERIFY2(after[corpus].polarity_recall > 0.9,
               qPrintable(QString::number(after[corpus].polarity_recall)));
    }
    QVERIFY(before[0].emotion_recall < 0.7);
    std::ifstream curves(options.folder / "curves.csv");
    int lines = 0;
    for (std::string line; std::getline(curves, line);)
      ++lines;
    QCOMPARE(lines, 13);
  }

  // Stopped after some epochs and resumed: the same weights as in one go.
  void resumesWhereItStopped() {
    const auto clips = made_clips(32, 6);
    QTemporaryDir folder;
    auto options = quick(4);
    auto whole = made::speech_net();
    QVERIFY(train_audio(whole, clips, {}, options).ok());
    options.folder = folder.path().toStdString();
    CancelToken cancel;
    auto first = made::speech_net();
    const auto stopped = train_audio(
        first, clips, {}, options,
        [&](const Progress &progress) {
          if (progress.fraction >= 0.5)
            cancel.cancel();
        },
        cancel);
    QVERIFY(!stopped.ok() && stopped.error().code == ErrorCode::cancelled);
    options.resume = true;
    auto second = made::speech_net();
    QVERIFY(train_audio(second, clips, {}, options).ok());
    for (const auto &item : whole->named_parameters())
      QVERIFY2(largest_difference(item.value(), second->named_parameters()[item.key()]) < 1e-6,
               item.key().c_str());
    auto wider = made::speech_config();
    wider.width = 20;
    SpeechNet other(wider);
    const auto misfit = train_audio(other, clips, {}, options);
    QVERIFY(!misfit.ok() && misfit.error().code == ErrorCode::bad_format);
  }

  void nothingToLearnFrom() {
    auto network = made::speech_net();
    const auto done = train_audio(network, {}, {}, quick(1));
    QVERIFY(!done.ok() && done.error().code == ErrorCode::usage);
  }
};

QTEST_GUILESS_MAIN(TestAudioTraining)
#include "test_audio_training.moc"
