#include "analysis/analyzer.h"
#include "analysis/batch_analyzer.h"
#include "analysis/loaded_post.h"
#include "analysis/random_bundle.h"
#include "features/face_encoder.h"
#include "features/picture_faces.h"
#include "inputs/input_builder.h"
#include "source_dir.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace affect;
namespace fs = std::filesystem;

namespace {

const fs::path samples = source_dir() / "resources" / "samples";
constexpr int classes = 3;

/// A system with random weights that reads words and, by a face encoder beside it, the faces in
/// pictures.
Result<void> write_faces_bundle(const fs::path &folder, const std::string &system, double faces) {
  AFFECT_TRY(shipped, read_manifest(find_model("multiscale-mvsa")));
  AFFECT_CHECK(write_random_bundle(
      folder, system,
      {{"vocabulary", shipped.settings.at("vocabulary")}, {"faces", faces}, {"vector_heads", 1}}));
  const fs::path encoder = folder.parent_path() / "encoders" / "made-face";
  fs::create_directories(encoder);
  const FaceNetConfig sizes{8, classes};
  torch::manual_seed(5);
  AFFECT_CHECK(
      write_face_encoder(encoder, sizes, {"calm", "glad", "cross"}, state_of(*FaceNet(sizes))));
  AFFECT_TRY(face, FaceEncoder::open(encoder, torch::kFloat32));
  AFFECT_TRY(manifest, read_manifest(folder));
  manifest.face = {face->id(), face->hash(), 0};
  AFFECT_TRY(state, read_state(folder / "model.safetensors"));
  for (auto &[name, tensor] : state)
    if (name.find("faces") != std::string::npos)
      tensor = torch::randn(tensor.sizes()); // they start at zero
  AFFECT_CHECK(write_state(folder / "model.safetensors", state, true));
  return write_manifest(folder, manifest);
}

} // namespace

/// Bundles of systems that read the faces in pictures: what the reading says of them.
class TestFacesBundle : public QObject {
  Q_OBJECT
  QTemporaryDir made_;
  bool finds_ = false;

  fs::path path(const char *name) const { return fs::path(made_.path().toStdString()) / name; }
  static AnalyzerOptions model(const fs::path &bundle) {
    AnalyzerOptions options;
    options.bundle = bundle;
    options.precision = Precision::fp32;
    return options;
  }
  std::unique_ptr<Analyzer> open(const char *name) const {
    return std::move(*Analyzer::open(model(path(name))));
  }

private Q_SLOTS:
  void initTestCase() {
    qputenv("AFFECTSCOPE_MODELS", (source_dir() / "models").c_str());
    if (find_model("multiscale-mvsa").empty())
      QSKIP("models/multiscale-mvsa, whose encoders are used, is not there");
    const double numbers = static_cast<double>(PictureFaceReader::numbers_for(classes));
    for (const char *system : {"multiscale", "ctmwa"}) {
      const auto written = write_faces_bundle(path(system), system, numbers);
      QVERIFY2(written.ok(), written.ok() ? "" : written.error().text().c_str());
    }
    finds_ = FaceFinder::open(FaceSearch::quick).ok();
  }

  void aFaceInAPictureIsReadAndTold_data() {
    QTest::addColumn<QString>("system");
    QTest::newRow("multiscale") << QStringLiteral("multiscale");
    QTest::newRow("ctmwa") << QStringLiteral("ctmwa");
  }
  void aFaceInAPictureIsReadAndTold() {
    QFETCH(QString, system);
    const auto analyzer = open(system.toLatin1());
    QCOMPARE(analyzer->info().face_encoder, std::string("made-face"));
    QVERIFY(analyzer->info().image_encoder != "made-face");
    const Post post = loaded(samples / "portrait.jpg");
    const auto reading = analyzer->analyze(post);
    QVERIFY(reading.ok());
    QCOMPARE(reading->faces_not_looked_for, !finds_);
    if (!finds_)
      QSKIP("the package opencv-data is not installed");
    QCOMPARE(reading->faces.size(), std::size_t(1));
    const SeenFace &face = reading->faces.front();
    QVERIFY(face.read && face.boxes.size() == 1 && face.boxes[0].width > 0.1);
    QCOMPARE(face.expressions.size(), std::size_t(classes));
    QVERIFY(face.expressions[0].probability >= face.expressions[2].probability);
    QVERIFY(reading->faces_by_themselves && std::abs(*reading->faces_by_themselves) > 1e-4f);
    AnalyzeOptions hidden;
    hidden.hide_image = true;
    const auto unseen = analyzer->analyze(post, hidden);
    QVERIFY(unseen.ok() && unseen->faces.empty() && !unseen->faces_by_themselves);
    const auto faceless = analyzer->analyze(loaded(samples / "rocket.jpg"));
    QVERIFY(faceless.ok() && faceless->faces.empty() && !faceless->faces_by_themselves);
  }

  void ofAClipItIsTheFrameThatStandsForIt() {
    const Post clip = loaded(samples / "umbrella.mp4");
    const auto reading = open("multiscale")->analyze(clip);
    QVERIFY(reading.ok());
    for (const SeenFace &face : reading->faces)
      QCOMPARE(face.boxes.at(0).time, reading->frame_times.at(0));
  }

  void manyAtOnceSeeTheSameFaces() {
    const auto batch =
        std::move(*BatchAnalyzer::open({model(path("multiscale")), model(path("ctmwa"))}));
    std::vector<PreparedPost> posts;
    std::vector<Post> single;
    for (const char *name : {"portrait.jpg", "rocket.jpg", "cat.jpg", "portrait.jpg"}) {
      single.push_back(loaded(samples / name));
      posts.push_back(std::move(*batch->prepare(single.back())));
    }
    QCOMPARE(posts[0].inputs.size(), std::size_t(2));
    QVERIFY(posts[0].inputs[0]->picture_faces);
    QCOMPARE(posts[0].inputs[0]->picture_faces, posts[0].inputs[1]->picture_faces); // found once
    const auto together = batch->analyze(posts);
    for (std::size_t m = 0; m < 2; ++m) {
      const auto alone = open(m == 0 ? "multiscale" : "ctmwa");
      for (std::size_t i = 0; i < posts.size(); ++i) {
        const auto one = alone->analyze(single[i]);
        QVERIFY(one.ok() && together[i][m].ok());
        const Reading &other = *together[i][m];
        QCOMPARE(one->faces.size(), other.faces.size());
        QCOMPARE(one->faces_not_looked_for, other.faces_not_looked_for);
        QCOMPARE(one->faces_by_themselves.has_value(), other.faces_by_themselves.has_value());
        QVERIFY(std::abs(one->faces_by_themselves.value_or(0) -
                         other.faces_by_themselves.value_or(0)) < 1e-5f);
        for (std::size_t c = 0; c < 3; ++c)
          QVERIFY(std::abs(one->probabilities[c] - other.probabilities[c]) < 2e-5f);
      }
    }
  }

  void numbersThatDoNotFitAreRefused() {
    QVERIFY(write_faces_bundle(path("odd"), "multiscale", 5).ok());
    const auto odd = Analyzer::open(model(path("odd")));
    QVERIFY(!odd.ok() && odd.error().code == ErrorCode::bad_format);
    auto manifest = *read_manifest(path("ctmwa"));
    manifest.face = {};
    fs::create_directories(path("none"));
    fs::copy_file(path("ctmwa") / "model.safetensors", path("none") / "model.safetensors");
    QVERIFY(write_manifest(path("none"), manifest).ok());
    const auto none = Analyzer::open(model(path("none")));
    QVERIFY(!none.ok() && none.error().code == ErrorCode::bad_format);
  }
};

QTEST_GUILESS_MAIN(TestFacesBundle)
#include "test_faces_bundle.moc"
