#include "analysis/analyzer.h"
#include "analysis/batch_analyzer.h"
#include "analysis/loaded_post.h"
#include "analysis/random_bundle.h"
#include "source_dir.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace affect;
namespace fs = std::filesystem;

namespace {

const fs::path samples = source_dir() / "resources" / "samples";

Post post_of(const char *picture, const char *text) {
  Post post = loaded(samples / picture);
  post.text = text;
  return post;
}

double furthest(const Reading &a, const Reading &b) {
  double most = 0;
  for (std::size_t c = 0; c < 3; ++c)
    most = std::max(most, std::abs(static_cast<double>(a.probabilities[c]) - b.probabilities[c]));
  return most;
}

} // namespace

/// Bundles of systems that read the deviation and the maximum of a text's words beside the
/// encoder's vector.
class TestStatisticsBundle : public QObject {
  Q_OBJECT
  QTemporaryDir made_;

  fs::path path(const std::string &name) const {
    return fs::path(made_.path().toStdString()) / name;
  }
  static AnalyzerOptions model(const fs::path &bundle) {
    AnalyzerOptions options;
    options.bundle = bundle;
    options.precision = Precision::fp32;
    return options;
  }

private Q_SLOTS:
  void initTestCase() {
    qputenv("AFFECTSCOPE_MODELS", (source_dir() / "models").c_str());
    if (find_model("multiscale-mvsa").empty())
      QSKIP("models/multiscale-mvsa, whose encoders are used, is not there");
    for (const char *system : {"multiscale", "ctmwa", "clip-ca"}) {
      const auto written = write_random_bundle(path(system), system, {{"text_statistics", 1}});
      QVERIFY2(written.ok(), written.ok() ? "" : written.error().text().c_str());
    }
  }

  void oneByOneAndTogetherSayTheSame_data() {
    QTest::addColumn<QString>("system");
    for (const char *system : {"multiscale", "ctmwa", "clip-ca"})
      QTest::newRow(system) << QString::fromLatin1(system);
  }
  void oneByOneAndTogetherSayTheSame() {
    QFETCH(QString, system);
    const auto options = model(path(system.toStdString()));
    const auto analyzer = std::move(*Analyzer::open(options));
    const auto batch = std::move(*BatchAnalyzer::open({options}));
    const std::vector<Post> single{
        post_of("coffee.jpg", "Best coffee of the whole week, thank you!"),
        post_of("rocket.jpg", "up"), loaded(samples / "cat.jpg"),
        post_of("cat.jpg", "这只猫真可爱 and it sleeps all day long #cat @home")};
    std::vector<PreparedPost> posts;
    for (const Post &post : single)
      posts.push_back(std::move(*batch->prepare(post)));
    const auto together = batch->analyze(posts);
    for (std::size_t i = 0; i < single.size(); ++i) {
      const auto one = analyzer->analyze(single[i]);
      QVERIFY(one.ok() && together[i][0].ok());
      QVERIFY(std::isfinite(one->probabilities[0]));
      QVERIFY(furthest(*one, *together[i][0]) < 2e-5);
    }
  }

  // What the system makes of a post is not what it would make of the vector alone.
  void theStatisticsAreRead() {
    fs::create_directories(path("deaf"));
    for (const char *file : {"manifest.json", "model.safetensors"})
      fs::copy_file(path("multiscale") / file, path("deaf") / file);
    auto state = *read_state(path("deaf") / "model.safetensors");
    int silenced = 0;
    const auto own = read_manifest(path("deaf"))->text_vector_width;
    for (auto &[name, tensor] : state)
      if (name.ends_with("text_in.weight") && name.starts_with("vectors")) {
        tensor.slice(1, own).zero_();
        ++silenced;
      }
    QVERIFY(silenced > 0);
    QVERIFY(write_state(path("deaf") / "model.safetensors", state, true).ok());
    auto manifest = *read_manifest(path("deaf"));
    manifest.weights_sha256.clear();
    QVERIFY(write_manifest(path("deaf"), manifest).ok());
    const Post post = post_of("coffee.jpg", "Best coffee of the whole week, thank you!");
    const auto hears = (*Analyzer::open(model(path("multiscale"))))->analyze(post);
    const auto deaf = (*Analyzer::open(model(path("deaf"))))->analyze(post);
    QVERIFY(hears.ok() && deaf.ok());
    QVERIFY(furthest(*hears, *deaf) > 1e-4);
  }

  void sizesThatDoNotFitAreRefused() {
    auto manifest = *read_manifest(path("multiscale"));
    const auto folder = path("odd");
    fs::create_directories(folder);
    fs::copy_file(path("multiscale") / "model.safetensors", folder / "model.safetensors");
    manifest.settings["text_statistics"] = 0; // weights for three vectors, a manifest for one
    QVERIFY(write_manifest(folder, manifest).ok());
    const auto narrow = Analyzer::open(model(folder));
    QVERIFY(!narrow.ok() && narrow.error().code == ErrorCode::bad_format);
    manifest.settings["text_statistics"] = 1;
    manifest.text_vector_width += 2 * manifest.text_width; // counted twice
    QVERIFY(write_manifest(folder, manifest).ok());
    const auto wide = Analyzer::open(model(folder));
    QVERIFY(!wide.ok() && wide.error().code == ErrorCode::bad_format);
  }
};

QTEST_GUILESS_MAIN(TestStatisticsBundle)
#include "test_statistics_bundle.moc"
