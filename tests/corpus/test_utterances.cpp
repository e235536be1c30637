#include "base/paths.h"
#include "corpus/mosi_features.h"
#include "source_dir.h"
#include "training/systems/crossval.h"
#include "training/trainer/system_batches.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace affect;

namespace {

// Two videos of three and two utterances; features that tell where they are from.
UtteranceSet small_set() {
  UtteranceSet set;
  set.utterances = {{"a", 1, "train", -2, "this was awful"},
                    {"a", 2, "train", 0, "well"},
                    {"a", 3, "train", 1.5, "but the end was good"},
                    {"b", 1, "dev", 3, "I loved it"},
                    {"b", 2, "dev", -0.5, "not the music"}};
  for (int i = 0; i < 5; ++i) {
    set.text.push_back({float(i), 1});
    set.audio.push_back({float(i), 2, 3});
    set.video.push_back({float(i), 4, 5, 6});
  }
  return set;
}

std::unique_ptr<TextEncoder> shipped_text_encoder() {
  auto encoder = TextEncoder::open(source_dir() / "models/encoders/compact-text", torch::kFloat32);
  return encoder.ok() ? std::move(encoder.value()) : nullptr;
}

Result<std::vector<PostFeatures>> items(const UtteranceOptions &options,
                                        const std::vector<std::string> &splits = {}) {
  static const auto encoder = shipped_text_encoder();
  return utterance_features(small_set(), splits, options, *encoder, FeatureCache({}), {}, {}, {});
}

// Utterances whose degree shows in the sound of their own step alone.
std::vector<PostFeatures> made_items(int videos, int64_t seed) {
  torch::manual_seed(seed);
  std::vector<PostFeatures> all;
  for (int v = 0; v < videos; ++v) {
    auto audio = torch::randn({6, 5}) * 0.3;
    const auto video = torch::randn({6, 4});
    for (int64_t i = 0; i < 6; ++i)
      audio[i][0] = (i + v) % 3 * 2.0 - 2;
    for (int64_t i = 0; i < 6; ++i) {
      PostFeatures item;
      item.group = "v" + std::to_string(v);
      item.joint = (i + v) % 3;
      item.intensities[0] = static_cast<float>(item.joint - 1) * 0.6f;
      item.tensors.text = torch::randn({3, 8});
      item.tensors.text_vector = torch::randn({8});
      item.tensors.audio = audio;
      item.tensors.video = video;
      item.tensors.asked = i;
      all.push_back(item);
    }
  }
  return all;
}

SystemConfig made_config() {
  SystemConfig config{"tam-ulag",
                      8,
                      4,
                      1,
                      {{"width", 12}, {"dimensions", 16}, {"asks_image", 1}, {"asks_audio", 1}}};
  config.settings["intensity_scale"] = 3;
  config.video_width = 4;
  config.audio_width = 5;
  return config;
}

SystemTrainingOptions quick() {
  SystemTrainingOptions options;
  options.epochs = 10;
  options.batch_size = 32;
  options.rate = 5e-3;
  options.language_weight = 0;
  options.average = 0.9;
  return options;
}

TextEncoder &unused() {
  static TextEncoder *const none = nullptr; // language_weight is 0: never looked at
  return *none;
}

} // namespace

class TestUtterances : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void stepsAreThoseOfTheItemsVideo() {
    const auto all = items({});
    QVERIFY2(all.ok(), all.ok() ? "" : all.error().text().c_str());
    QCOMPARE(all.value().size(), std::size_t(5));
    const PostFeatures &third = all.value()[2], &fourth = all.value()[3];
    QCOMPARE(third.tensors.asked, int64_t(2));
    QCOMPARE(third.tensors.audio.sizes().vec(), (std::vector<int64_t>{3, 3}));
    QCOMPARE(third.tensors.audio[2][0].item<float>(), 2.0f);
    QCOMPARE(fourth.tensors.asked, int64_t(0));
    QCOMPARE(fourth.tensors.video.sizes().vec(), (std::vector<int64_t>{2, 4}));
    QCOMPARE(fourth.tensors.video[0][0].item<float>(), 3.0f);
    QCOMPARE(third.intensities[0], 0.5f);
    QVERIFY(std::isnan(third.intensities[1]));
    QCOMPARE(all.value()[1].joint, int64_t(1)); // zero is neither
    QCOMPARE(all.value()[0].group, std::string("a"));
    QVERIFY(third.tensors.text.size(0) >= 5); // its words
  }

  void textMayBeStepsToo() {
    UtteranceOptions options;
    options.text = UtteranceText::both;
    const auto all = items(options, {"dev"});
    QVERIFY(all.ok());
    QCOMPARE(all.value().size(), std::size_t(2));
    SystemConfig config{"tam-ulag", 384, 1280, 49, {}};
    describe_steps(small_set(), options, config);
    QCOMPARE(config.text_width, int64_t(386));
    QCOMPARE(config.audio_width, int64_t(3));
    QCOMPARE(config.setting("asks_text", 0), 1.0);
    QCOMPARE(all.value()[0].tensors.text.sizes().vec(), (std::vector<int64_t>{2, 386}));
    QCOMPARE(all.value()[0].tensors.text[1][384].item<float>(), 4.0f);
    QVERIFY(all.value()[0].tensors.text.is_same(all.value()[1].tensors.text)); // in memory once
  }

  void textStepsAloneAreReadToo() {
    UtteranceOptions options;
    options.text = UtteranceText::vectors;
    options.audio = options.video = false;
    SystemConfig config{"tam-ulag", 384, 1280, 49, {{"width", 8}, {"dimensions", 8}}};
    describe_steps(small_set(), options, config);
    const auto system = make_system(config);
    const auto all = items(options);
    QVERIFY(all.ok());
    const auto said = predict_all(*system, all.value());
    QVERIFY((said.logits[0] - said.logits[1]).abs().max().item<float>() >
            1e-6f); // of one video, not of one step
  }

  void whatTheFolderLacksCannotBeAsked() {
    UtteranceSet set = small_set();
    set.audio.clear();
    static const auto encoder = shipped_text_encoder();
    const auto all = utterance_features(set, {}, {}, *encoder, FeatureCache({}), {}, {}, {});
    QVERIFY(!all.ok());
    QCOMPARE(static_cast<int>(all.error().code), static_cast<int>(ErrorCode::usage));
    QVERIFY(!items({}, {"nowhere"}).ok());
  }

  void itLearnsDegreesAndGeneratesLabels() {
    torch::manual_seed(3);
    const auto system = make_system(made_config());
    auto options = quick();
    options.epochs = 30;
    std::vector<torch::Tensor> made;
    options.labels_made = [&](int epoch, const torch::Tensor &labels) {
      QCOMPARE(epoch, static_cast<int>(made.size()) + 1);
      made.push_back(labels.clone());
    };
    const auto train = made_items(30, 1), test = made_items(10, 2);
    QVERIFY(train_system(*system, train, {}, unused(), options, {}, {}).ok());
    const auto evaluation = evaluate_system(*system, test, {});
    QCOMPARE(evaluation.intensity.n, int64_t(60));
    QVERIFY2(evaluation.intensity.correlation > 0.9,
             std::to_string(evaluation.intensity.correlation).c_str());
    QVERIFY(evaluation.intensity.mae <
            0.9); // on the set's own scale, where -1.8, 0 and 1.8 are the labels
    QVERIFY(evaluation.all.accuracy > 0.9);
    QVERIFY(evaluation.without_audio.accuracy < 0.6); // the sound said it
    QCOMPARE(made.size(), std::size_t(30));
    QCOMPARE(made[0].sizes().vec(), (std::vector<int64_t>{180, 3}));
    QVERIFY((made[29] - made[0]).abs().max().item<float>() > 0.01f);
    QVERIFY(made[29].abs().le(1).all().item<bool>());
  }

  void aRunThatGoesOnIsTheSameRun() {
    QTemporaryDir folder;
    const auto train = made_items(12, 1);
    auto options = quick();
    options.epochs = 4;
    torch::manual_seed(3);
    const auto whole = make_system(made_config());
    QVERIFY(train_system(*whole, train, {}, unused(), options, {}, {}).ok());
    options.folder = folder.path().toStdString();
    torch::manual_seed(3);
    const auto first = make_system(made_config());
    CancelToken cancel;
    auto interrupted = options;
    interrupted.labels_made = [&](int epoch, const torch::Tensor &) {
      if (epoch == 2)
        cancel.cancel();
    };
    QVERIFY(!train_system(*first, train, {}, unused(), interrupted, {}, cancel).ok());
    options.resume = true;
    torch::manual_seed(99);
    const auto second = make_system(made_config());
    QVERIFY(train_system(*second, train, {}, unused(), options, {}, {}).ok());
    const auto a = predict_all(*whole, train), b = predict_all(*second, train);
    QVERIFY((a.logits - b.logits).abs().max().item<float>() < 1e-4f);
  }

  void foldsKeepVideosWhole() {
    const auto all = made_items(9, 1);
    auto options = quick();
    options.epochs = 1;
    const auto result = cross_validate(made_config(), all, 3, 1, unused(), options, {}, {});
    QVERIFY(result.ok());
    for (const auto &fold : result.value().folds)
      QCOMPARE(fold.all.n, int64_t(18)); // three whole videos each
  }

  void soundIsHiddenInItsTurn() {
    const auto config = made_config();
    const auto all = made_items(4, 1);
    Rows rows(all.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
      rows[i] = i;
    auto input = input_of(all, rows, config);
    QVERIFY(input.has_audio.all().item<bool>());
    Random random(1);
    hide_modalities(input, 0.3, random);
    const auto there = input.has_text + input.has_image + input.has_audio;
    QVERIFY(there.ge(2).all().item<bool>());
    QVERIFY(input.has_audio.sum().item<float>() < 24);
  }
};

QTEST_GUILESS_MAIN(TestUtterances)
#include "test_utterances.moc"
