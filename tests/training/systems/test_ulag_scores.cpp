#include "training/systems/ulag_scores.h"

#include <QTemporaryDir>
#include <QXmlStreamReader>
#include <QtTest>

#include <fstream>

using namespace affect;

namespace {

PostFeatures labelled(int64_t joint, int64_t text, int64_t image) {
  PostFeatures post;
  post.joint = joint;
  post.text_label = text;
  post.image_label = image;
  return post;
}

// Text decides half of the posts and sound the others, so that a copied label is wrong for the part
// that did not.
std::vector<PostFeatures> made_posts(int count, int64_t seed) {
  torch::manual_seed(seed);
  std::vector<PostFeatures> posts;
  for (int i = 0; i < count; ++i) {
    PostFeatures post = labelled(-1, i % 3, -1);
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

class TestUlagScores : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void figuresAreThoseOfHand() {
    // Whole positive; text as the whole, otherwise, unknown; image never labelled.
    const std::vector<PostFeatures> posts = {labelled(2, 2, -1), labelled(2, 0, -1),
                                             labelled(2, -1, -1), labelled(-1, 0, -1),
                                             labelled(0, 0, -1)};
    const auto labels = torch::tensor(
        {{0.8f, 0.f, 0.f}, {-0.5f, 0.f, 0.f}, {1.f, 0.f, 0.f}, {1.f, 0.f, 0.f}, {0.1f, 0.f, 0.f}});
    const auto scores = score_generated(labels, posts, 0.33);
    QCOMPARE(scores.size(), std::size_t(1));
    const UlagScore &text = scores.front();
    QCOMPARE(text.modality, std::string("text"));
    QCOMPARE(text.n, int64_t(3)); // both labels are known of three
    QVERIFY(std::abs(text.accuracy - 2.0 / 3) < 1e-6);
    QCOMPARE(text.n_apart, int64_t(1));
    QCOMPARE(text.accuracy_apart, 1.0);
    // Pearson of (.8, -.5, .1) and (1, -1, -1).
    QVERIFY2(std::abs(text.correlation - 0.8874) < 1e-3, std::to_string(text.correlation).c_str());
    // Of what they move: (-.2, -1.5, 1.1) and (0, -2, 0).
    QVERIFY2(std::abs(text.shift - 0.8656) < 1e-3, std::to_string(text.shift).c_str());
  }

  void aCopiedLabelIsNeverRightWherePartsDiffer() {
    const auto posts = made_posts(90, 1);
    std::vector<float> whole;
    for (const PostFeatures &post : posts)
      whole.insert(whole.end(), 3, post.intensities[0]);
    for (const UlagScore &one : score_generated(torch::tensor(whole).view({-1, 3}), posts, 0.25)) {
      QVERIFY(one.n_apart > 20);
      QCOMPARE(one.accuracy_apart, 0.0);
      QCOMPARE(one.shift, 0.0);
    }
  }

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

  void fileAndChartAreWhole() {
    QTemporaryDir folder;
    const std::filesystem::path at = folder.path().toStdString();
    std::vector<UlagScore> scores;
    for (const char *rule : {"cosine", "copied"})
      for (int epoch = 1; epoch <= 3; ++epoch) {
        UlagScore one;
        one.rule = rule;
        one.epoch = epoch;
        one.what = "generated";
        one.modality = "text";
        one.correlation = 0.25 * epoch;
        scores.push_back(one);
      }
    QVERIFY(write_ulag(at / "ulag.csv", scores).ok());
    std::ifstream in(at / "ulag.csv");
    std::string header, line;
    std::getline(in, header);
    std::getline(in, line);
    QCOMPARE(header, std::string("what,rule,seed,epoch,modality,n,accuracy,weighted_f1,correlation,"
                                 "n_apart,accuracy_apart,shift"));
    QCOMPARE(line, std::string("generated,cosine,1,1,text,0,0.0000,0.0000,0.2500,0,0.0000,0.0000"));
    QVERIFY(write_ulag_chart(at / "ulag.svg", scores).ok());
    QFile svg(folder.filePath(QStringLiteral("ulag.svg")));
    QVERIFY(svg.open(QIODevice::ReadOnly));
    QXmlStreamReader xml(&svg);
    int lines = 0;
    while (!xml.atEnd())
      if (xml.readNext() == QXmlStreamReader::StartElement &&
          xml.name() == QLatin1String("polyline"))
        lines += xml.attributes()
                     .value(QLatin1String("points"))
                     .split(u' ', Qt::SkipEmptyParts)
                     .size() == 3;
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QCOMPARE(lines, 2);
    QVERIFY(!write_ulag(at / "none" / "ulag.csv", scores).ok());
    QVERIFY(!write_ulag_chart(at / "none" / "ulag.svg", scores).ok());
  }
};

QTEST_GUILESS_MAIN(TestUlagScores)
#include "test_ulag_scores.moc"
