#include "training/systems/measure_ulag.h"

#include <QtTest>

#include <algorithm>

using namespace affect;

namespace {

// Text decides half of the posts and sound the others, so that a copied label is wrong for the part
// that did not.
std::vector<PostFeatures> made_posts(int count, int64_t seed) {
  torch::manual_seed(seed);
  std::vector<PostFeatures> posts;
  for (int i = 0; i < count; ++i) {
    PostFeatures post;
    post.text_label = i % 3;
    post.audio_label = i / 3 % 3;
    post.joint = std::clamp<int64_t>((post.text_label - 1) + (post.audio_label - 1), -1, 1) + 1;
    post.intensities[0] = static_cast<float>(post.text_label + post.audio_label - 2) / 2;
    post.tensors.text = torch::randn({3, 8}) * 0.3;
    post.tensors.text.select(1, 0).fill_(2.0 * static_cast<double>(post.text_label - 1));
    post.tensors.text_vector = post.tensors.text[0];
    post.tensors.audio = torch::randn({4, 5}) * 0.3;
    post.tensors.audio.select(1, 0).fill_(2.0 * static_cast<double>(post.audio_label - 1));
    posts.push_back(post);
  }
  return posts;
}

SystemConfig made_config() {
  SystemConfig config{"tam-ulag", 8, 4, 1, {{"width", 8}, {"dimensions", 8}, {"neutral", 0.25}}};
  config.audio_width = 5;
  return config;
}

TextEncoder &unused() {
  static TextEncoder *const none = nullptr; // language_weight is 0: never looked at
  return *none;
}

} // namespace

class TestMeasureUlag : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void everyRuleIsMeasuredAfterEveryEpoch() {
    SystemTrainingOptions options;
    options.epochs = 6;
    options.batch_size = 30;
    options.rate = 5e-3;
    options.language_weight = 0;
    options.average = 0.9;
    const auto scores = measure_ulag(made_config(), made_posts(180, 1), made_posts(90, 2), 2,
                                     unused(), options, {}, {});
    QVERIFY(scores.ok());
    // Three rules, two seeds; six epochs and the heads; text and audio.
    QCOMPARE(scores->size(), std::size_t(3 * 2 * (6 + 1) * 2));
    const auto at = [&](const std::string &rule, int epoch, const std::string &what) {
      for (const UlagScore &one : *scores)
        if (one.rule == rule && one.epoch == epoch && one.what == what && one.modality == "audio" &&
            one.seed == 2)
          return one;
      return UlagScore();
    };
    QCOMPARE(at("cosine", 1, "generated").correlation,
             at("copied", 6, "generated").correlation); // nothing made yet
    QVERIFY(at("cosine", 6, "generated").shift > 0.3); // moves towards what people say of the sound
    QCOMPARE(at("copied", 6, "generated").shift, 0.0);
    QCOMPARE(at("self-mm", 6, "head").n, int64_t(90));
  }

  void withoutLabelsThereIsNothingToMeasure() {
    auto posts = made_posts(12, 1);
    for (PostFeatures &post : posts)
      post.text_label = post.audio_label = -1;
    QVERIFY(!measure_ulag(made_config(), posts, posts, 1, unused(), {}, {}, {}).ok());
    SystemConfig none = made_config();
    none.system = "multiscale";
    QVERIFY(!measure_ulag(none, made_posts(12, 1), {}, 1, unused(), {}, {}, {}).ok());
  }
};

QTEST_GUILESS_MAIN(TestMeasureUlag)
#include "test_measure_ulag.moc"
