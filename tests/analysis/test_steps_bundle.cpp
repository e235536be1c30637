#include "analysis/analyzer.h"
#include "analysis/loaded_post.h"
#include "analysis/random_bundle.h"
#include "features/audio_encoder.h"
#include "features/face_encoder.h"
#include "media/faces.h"
#include "nn/made_speech.h"
#include "source_dir.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <numeric>

using namespace affect;
namespace fs = std::filesystem;

namespace {

const fs::path samples = source_dir() / "resources" / "samples";

/// Writes `folder`: tam-ulag with random weights; `steps` as BundleManifest::steps, with the
/// encoders beside it where these are needed.
Result<void> write_steps_bundle(const fs::path &folder, const std::string &steps) {
  AFFECT_TRY(manifest, read_manifest(find_model("multiscale-mvsa")));
  manifest.id = folder.filename().string();
  manifest.system = "tam-ulag";
  manifest.settings = {{"width", 8}, {"dimensions", 12}};
  manifest.weights_sha256.clear();
  manifest.text.tuned_blocks = manifest.image.tuned_blocks = 0;
  manifest.face = {};
  manifest.steps = steps;
  manifest.video_width = 100;
  manifest.audio_width = 73;
  if (steps == BundleManifest::face_steps) {
    const fs::path encoders = folder.parent_path() / "encoders";
    AFFECT_TRY(audio,
               AudioEncoder::open(made::speech_folder(encoders / "made-audio"), torch::kFloat32));
    const FaceNetConfig sizes{8, 7};
    torch::manual_seed(5);
    fs::create_directories(encoders / "made-face");
    AFFECT_CHECK(write_face_encoder(encoders / "made-face", sizes,
                                    {"a", "b", "c", "d", "e", "f", "g"},
                                    state_of(*FaceNet(sizes))));
    AFFECT_TRY(face, FaceEncoder::open(encoders / "made-face", torch::kFloat32));
    manifest.audio = {audio->id(), audio->hash(), 0};
    manifest.face = {face->id(), face->hash(), 0};
    manifest.audio_width = audio->width();
    manifest.video_width = face->width();
  }
  SystemConfig config{manifest.system, manifest.text_width, manifest.image_width, manifest.regions,
                      manifest.settings};
  config.video_width = manifest.video_width;
  config.audio_width = manifest.audio_width;
  torch::manual_seed(7);
  const auto network = make_system(config);
  {
    torch::NoGradGuard frozen;
    for (auto &buffer : network->buffers())
      buffer.copy_(torch::randn_like(buffer)); // centres, as a training run leaves them
  }
  fs::create_directories(folder);
  AFFECT_CHECK(write_state(folder / "model.safetensors", state_of(*network), true));
  return write_manifest(folder, manifest);
}

double sum(const std::vector<float> &values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

} // namespace

/// Bundles of systems that read over time: what of a post they are given, and what the reading says
/// of it.
class TestStepsBundle : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() {
    qputenv("AFFECTSCOPE_MODELS", (source_dir() / "models").c_str());
    if (find_model("multiscale-mvsa").empty())
      QSKIP("models/multiscale-mvsa, whose encoders are used, is not there");
    for (const char *steps : {"given", "faces"}) {
      const auto written = write_steps_bundle(path(steps), steps);
      QVERIFY2(written.ok(), written.ok() ? "" : written.error().text().c_str());
    }
  }

  void aClipsWordsAndSoundAreReadOverTime() {
    const auto reading = open("faces")->analyze(loaded(samples / "umbrella.mp4"));
    QVERIFY2(reading.ok(), reading.ok() ? "" : reading.error().text().c_str());
    QCOMPARE(reading->modalities.size(), std::size_t(3));
    QVERIFY(reading->modality(Modality::text)->presence == Presence::present);
    QVERIFY(reading->modality(Modality::audio)->presence == Presence::present);
    QVERIFY(reading->modality(Modality::image)->presence ==
            Presence::missing); // a drawing without a face
    QCOMPARE(*reading->modality(Modality::image)->weight, 0.0f);
    float weights = 0;
    for (const UnimodalReading &one : reading->modalities)
      weights += one.weight.value_or(0);
    QVERIFY(std::abs(weights - 1) < 1e-3f);
    const TimeAttention *words = reading->attention_over_time(Modality::text);
    const TimeAttention *sound = reading->attention_over_time(Modality::audio);
    QVERIFY(words && sound && !reading->attention_over_time(Modality::image));
    QCOMPARE(words->steps, static_cast<int>(reading->words.size()));
    QCOMPARE(words->times.size(), reading->words.size());
    QVERIFY(std::is_sorted(words->times.begin(), words->times.end()));
    QVERIFY(words->times.back() <= *reading->duration_s);
    QVERIFY(sum(words->over_steps()) <= 1.0001);
    QVERIFY(std::abs(sum(sound->over_steps()) - 1) < 1e-3);
    QVERIFY(sound->times.size() > 4 && sound->times.back() <= *reading->duration_s + 0.5);
    QVERIFY(reading->semantic_map && reading->semantic_map->dimensions == 12);
    QVERIFY(reading->intensity && std::abs(*reading->intensity) <= 1);
    QVERIFY(reading->modality(Modality::text)->generated &&
            reading->modality(Modality::audio)->intensity);
    QVERIFY(!reading->modality(Modality::image)->generated);
    QVERIFY(!reading->audio_encoder.empty());
  }

  void eachPartCanBeHidden() {
    const auto analyzer = open("faces");
    const Post clip = loaded(samples / "umbrella.mp4");
    AnalyzeOptions options;
    options.hide_audio = true;
    const auto silent = analyzer->analyze(clip, options);
    QVERIFY(silent.ok());
    QVERIFY(silent->modality(Modality::audio)->presence == Presence::missing);
    QVERIFY(!silent->semantic_map); // words alone
    options = {};
    options.hide_text = true;
    const auto wordless = analyzer->analyze(clip, options);
    QVERIFY(wordless.ok());
    QVERIFY(std::abs(*wordless->modality(Modality::audio)->weight - 1) < 1e-3f);
    options.hide_audio = true;
    const auto nothing = analyzer->analyze(clip, options);
    QVERIFY(!nothing.ok());
    QCOMPARE(static_cast<int>(nothing.error().code), static_cast<int>(ErrorCode::missing_pair));
    // What was hidden is read again from memory, with the same result.
    const auto first = analyzer->analyze(clip), again = analyzer->analyze(clip);
    QCOMPARE(first->probabilities, again->probabilities);
  }

  void aPortraitIsAFaceOfOneStep() {
    const auto reading = open("faces")->analyze(loaded(samples / "portrait.jpg"));
    QVERIFY2(reading.ok(), reading.ok() ? "" : reading.error().text().c_str());
    const UnimodalReading *image = reading->modality(Modality::image);
    if (image->presence != Presence::present)
      QSKIP("the cascades of OpenCV are not installed, or see no face here");
    QVERIFY(image->probabilities && image->intensity);
    QVERIFY(reading->modality(Modality::audio)->presence == Presence::missing);
  }

  void everyFaceIsListedAndTheLargestIsRead() {
    const auto image = two_faces();
    if (!image)
      QSKIP("the cascades of OpenCV are not installed, or see no face here");
    const auto analyzer = open("faces");
    Post post;
    post.source.id = "two";
    post.image = image;
    const auto reading = analyzer->analyze(post);
    QVERIFY2(reading.ok(), reading.ok() ? "" : reading.error().text().c_str());
    QCOMPARE(reading->faces.size(), std::size_t(2));
    QVERIFY(reading->faces[0].read && !reading->faces[1].read);
    QVERIFY(reading->faces[0].boxes[0].width > 1.5 * reading->faces[1].boxes[0].width);
    QCOMPARE(reading->faces[0].boxes[0].time, 0.0);
    // The same over time: the second frame is empty, so that either face has a gap at the end.
    auto clip = std::make_shared<ClipContent>();
    clip->info.has_video = true;
    clip->info.duration = 3;
    const Image empty{480, 320, std::vector<std::uint8_t>(480 * 320 * 3, 120)};
    clip->frames = {{0.5, *image}, {1.25, *image}, {2.5, empty}};
    Post moving;
    moving.source.id = "moving";
    moving.clip = clip;
    const auto followed = analyzer->analyze(moving);
    QVERIFY2(followed.ok(), followed.ok() ? "" : followed.error().text().c_str());
    QCOMPARE(followed->faces.size(), std::size_t(2));
    for (const SeenFace &face : followed->faces) {
      QCOMPARE(face.boxes.size(), std::size_t(2));
      QCOMPARE(face.boxes.back().time, 1.25);
    }
    QCOMPARE(followed->frame_times, (std::vector<double>{0.5, 1.25}));
    AnalyzeOptions hidden;
    hidden.hide_image = true;
    moving.text = "words";
    const auto unseen = analyzer->analyze(moving, hidden);
    QVERIFY(unseen.ok() && unseen->faces.empty());
  }

  void featuresThatCannotBeMadeAreNotAskedFor() {
    const auto analyzer = open("given");
    Post post;
    post.source.id = "typed";
    post.text = "I love this, truly";
    const auto reading = analyzer->analyze(post);
    QVERIFY2(reading.ok(), reading.ok() ? "" : reading.error().text().c_str());
    QCOMPARE(reading->modalities.size(), std::size_t(1));
    QVERIFY(reading->image_encoder.empty());
    QVERIFY(reading->attention_over_time(Modality::text));
    QVERIFY(reading->attention_over_time(Modality::text)->times.empty());
    post.text.reset();
    post.image =
        std::make_shared<const Image>(Image{8, 8, std::vector<std::uint8_t>(8 * 8 * 3, 90)});
    const auto picture = analyzer->analyze(post);
    QVERIFY(!picture.ok());
    QVERIFY(picture.error().text().find("words alone") != std::string::npos);
  }

  void encodersThatDoNotFitAreRefused() {
    const auto folder = path("other");
    QVERIFY(write_steps_bundle(folder, "faces").ok());
    auto manifest = read_manifest(folder);
    QVERIFY(manifest.ok());
    manifest->audio.sha256 = std::string(64, '0');
    QVERIFY(write_manifest(folder, *manifest).ok());
    QVERIFY(!Analyzer::open({folder, "cpu", Precision::fp32, 1}).ok());
    manifest = read_manifest(path("faces"));
    manifest->id = "other";
    manifest->audio_width += 1;
    QVERIFY(write_manifest(folder, *manifest).ok());
    QVERIFY(!Analyzer::open({folder, "cpu", Precision::fp32, 1}).ok());
  }

private:
  /// The sample portrait's face twice on grey, the second half as large; null where no face is
  /// found in it.
  static std::shared_ptr<const Image> two_faces() {
    auto finder = FaceFinder::open();
    const auto portrait = load_image(samples / "portrait.jpg");
    if (!finder.ok() || !portrait.ok())
      return nullptr;
    const auto faces = finder->find(*portrait);
    if (!faces.ok() || faces->empty())
      return nullptr;
    const FaceBox &face = faces->front();
    const int side = static_cast<int>(face.width * portrait->width * 1.6);
    const int left = static_cast<int>((face.x + face.width / 2) * portrait->width) - side / 2;
    const int top =
        std::max(0, static_cast<int>((face.y + face.height / 2) * portrait->height) - side / 2);
    Image made{480, 320, std::vector<std::uint8_t>(480 * 320 * 3, 120)};
    const auto paste = [&](int step, int x, int y) {
      for (int row = 0; row < side / step; ++row)
        for (int column = 0; column < side / step; ++column)
          for (int c = 0; c < 3; ++c)
            made.rgb[static_cast<std::size_t>(((y + row) * 480 + x + column) * 3 + c)] =
                portrait->rgb[static_cast<std::size_t>(
                    ((top + row * step) * portrait->width + left + column * step) * 3 + c)];
    };
    paste(2, 20, 60);
    paste(1, 230, 40);
    return std::make_shared<const Image>(std::move(made));
  }

  fs::path path(const std::string &name) const {
    return fs::path(folder_.path().toStdString()) / name;
  }
  std::unique_ptr<Analyzer> open(const std::string &name) {
    auto analyzer = Analyzer::open({path(name), "cpu", Precision::fp32, 1});
    if (!analyzer.ok())
      qFatal("%s", analyzer.error().text().c_str());
    return std::move(analyzer.value());
  }

  QTemporaryDir folder_;
};

QTEST_GUILESS_MAIN(TestStepsBundle)
#include "test_steps_bundle.moc"
