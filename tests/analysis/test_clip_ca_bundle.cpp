#include "analysis/analyzer.h"
#include "analysis/random_bundle.h"
#include "source_dir.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <numeric>

using namespace affect;
namespace fs = std::filesystem;

namespace {

Post sample_post() {
  Post post;
  post.source.id = "made";
  post.text = "I love this picture";
  Image image{64, 48, std::vector<std::uint8_t>(64 * 48 * 3, 90)};
  for (std::size_t i = 0; i < image.rgb.size() / 2; ++i)
    image.rgb[i] = static_cast<std::uint8_t>(i % 251);
  post.image = std::make_shared<const Image>(std::move(image));
  return post;
}

} // namespace

/// Bundles of the system clip-ca: how sure a reading is, weights and attention; and the one that is
/// shipped.
class TestClipCaBundle : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() {
    qputenv("AFFECTSCOPE_MODELS", (source_dir() / "models").c_str());
    if (find_model("multiscale-mvsa").empty())
      QSKIP("models/multiscale-mvsa, whose encoders are used, is not there");
    QVERIFY(write_random_bundle(path("whole"), "clip-ca").ok());
    QVERIFY(write_random_bundle(path("tempered"), "clip-ca", {{"temperature", 2}}).ok());
    QVERIFY(write_random_bundle(path("unsaid"), "clip-ca", {{"without_uncertainty", 1}}).ok());
    QVERIFY(write_random_bundle(path("apart"), "clip-ca", {{"without_cross-attention", 1}}).ok());
  }

  void aReadingSaysHowSureItIs() {
    const auto reading = open(path("whole"))->analyze(sample_post());
    QVERIFY(reading.ok());
    QVERIFY(reading->uncertainty && *reading->uncertainty > 0);
    float weights = 0;
    for (const Modality which : {Modality::text, Modality::image}) {
      const UnimodalReading *one = reading->modality(which);
      QVERIFY(one->probabilities && one->uncertainty && one->weight);
      QVERIFY(*one->uncertainty > 0);
      weights += *one->weight;
    }
    QVERIFY(std::abs(weights - 1) < 1e-3f);
    QVERIFY(reading->attention);
    QCOMPARE(reading->attention->regions, reading->grid.count());
  }

  void whatIsMissingIsNotSureOfAnything() {
    AnalyzeOptions options;
    options.hide_image = true;
    const auto reading = open(path("whole"))->analyze(sample_post(), options);
    QVERIFY(reading.ok());
    const UnimodalReading *image = reading->modality(Modality::image),
                          *text = reading->modality(Modality::text);
    QVERIFY(image->presence == Presence::missing);
    QVERIFY(!image->uncertainty && !image->probabilities);
    QCOMPARE(*image->weight, 0.0f);
    QVERIFY(std::abs(*text->weight - 1) < 1e-3f);
    QVERIFY(text->uncertainty && reading->uncertainty);
  }

  void settingsOfTheBundleHold() {
    const auto plain = open(path("whole"))->analyze(sample_post());
    const auto tempered = open(path("tempered"))->analyze(sample_post());
    // Divided log-probabilities, the same for both: differences halve.
    const auto spread = [](const Reading &r) {
      return std::log(r.probabilities[0] / r.probabilities[2]);
    };
    QVERIFY(std::abs(spread(*plain) - 2 * spread(*tempered)) < 1e-3f);
    const auto unsaid = open(path("unsaid"))->analyze(sample_post());
    QVERIFY(!unsaid->uncertainty && !unsaid->modality(Modality::text)->uncertainty);
    QVERIFY(!unsaid->modality(Modality::text)->weight);
    QVERIFY(!open(path("apart"))->analyze(sample_post())->attention);
  }

  void theShippedModelReadsTheSamples() {
    if (find_model("clip-ca-mvsa").empty())
      QSKIP("models/clip-ca-mvsa is not there");
    const auto analyzer = open("clip-ca-mvsa");
    const PostScan scan = scan_posts(source_dir() / "resources" / "samples");
    QVERIFY(scan.posts.size() >= 5);
    for (const PostSource &source : scan.posts) {
      const auto post = load_post(source);
      QVERIFY(post.ok());
      const auto reading = analyzer->analyze(*post);
      QVERIFY2(reading.ok(), source.id.c_str());
      const auto &p = reading->probabilities;
      QVERIFY(std::abs(p[0] + p[1] + p[2] - 1) < 1e-4f);
      // σ² is twice an expected loss, of three classes.
      QVERIFY(reading->uncertainty && *reading->uncertainty > 0.3f && *reading->uncertainty < 2.5f);
      if (!post->image || !post->text)
        continue;
      const CrossAttention &attention = reading->attention.value();
      QCOMPARE(attention.words, static_cast<int>(reading->words.size()));
      for (int word = 0; word < attention.words; ++word) {
        const auto row = attention.regions_of_word(word);
        QVERIFY(std::abs(std::accumulate(row.begin(), row.end(), 0.0f) - 1) < 1e-3f);
      }
    }
    Post post;
    post.text = "I love this, what a wonderful happy day! #blessed";
    QVERIFY(polarity_of(analyzer->analyze(post)->probabilities) == Polarity::positive);
    post.text = "This is terrible, I hate it. Worst service ever, so angry and sad";
    QVERIFY(polarity_of(analyzer->analyze(post)->probabilities) == Polarity::negative);
  }

private:
  fs::path path(const char *name) const { return fs::path(folder_.path().toStdString()) / name; }
  std::unique_ptr<Analyzer> open(const fs::path &bundle) {
    AnalyzerOptions options;
    options.precision = Precision::fp32;
    options.threads = 1;
    options.bundle = bundle;
    auto opened = Analyzer::open(options, like_.get());
    if (!opened.ok())
      qFatal("%s", opened.error().text().c_str());
    if (!like_) { // the encoders stay in memory with the first
      like_ = std::move(*opened);
      return open(bundle);
    }
    return std::move(*opened);
  }

  QTemporaryDir folder_;
  std::unique_ptr<Analyzer> like_;
};

QTEST_GUILESS_MAIN(TestClipCaBundle)
#include "test_clip_ca_bundle.moc"
