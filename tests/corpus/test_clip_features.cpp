#include "analysis/analyzer.h"
#include "base/paths.h"
#include "corpus/clip_features.h"
#include "dataset/mmsa.h"
#include "media/clip_files.h"
#include "media/faces.h"
#include "models/manifest.h"
#include "source_dir.h"
#include "training/systems/system_training.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace affect;
namespace fs = std::filesystem;

namespace {

const fs::path source = source_dir();

struct Shipped {
  std::unique_ptr<TextEncoder> text;
  std::unique_ptr<ImageEncoder> image;
  std::unique_ptr<AudioEncoder> audio;
  std::shared_ptr<FaceEncoder> face;

  static Result<Shipped> open() {
    const fs::path encoders = source / "models" / "encoders";
    AFFECT_TRY(text, TextEncoder::open(encoders / "compact-text", torch::kFloat32));
    AFFECT_TRY(image, ImageEncoder::open(encoders / "compact-image", torch::kFloat32));
    AFFECT_TRY(audio, AudioEncoder::open(encoders / "compact-audio", torch::kFloat32));
    AFFECT_TRY(face, FaceEncoder::open(encoders / "compact-face", torch::kFloat32));
    return Shipped{std::move(text), std::move(image), std::move(audio), std::move(face)};
  }
  InputEncoders all() const { return {text.get(), image.get(), face.get(), audio.get()}; }
};

SystemConfig steps_config(const Shipped &encoders, Sight sight) {
  SystemConfig config{"tam-ulag",
                      encoders.text->width(),
                      encoders.image->width(),
                      encoders.image->rows() * encoders.image->columns(),
                      {{"width", 8}, {"dimensions", 12}, {"intensity_scale", 3}}};
  config.text_vector_width = encoders.text->vector_width();
  config.image_vector_width = encoders.image->vector_width();
  config.video_width =
      sight == Sight::faces ? encoders.face->width() : encoders.image->vector_width();
  config.audio_width = encoders.audio->width();
  return config;
}

Result<void> write_bundle(const fs::path &folder, const System &system, const Shipped &encoders,
                          Sight sight) {
  const SystemConfig &config = system.config();
  BundleManifest manifest;
  manifest.id = folder.filename().string();
  manifest.system = config.system;
  manifest.text = {encoders.text->id(), encoders.text->hash()};
  manifest.image = {encoders.image->id(), encoders.image->hash()};
  manifest.audio = {encoders.audio->id(), encoders.audio->hash()};
  if (sight == Sight::faces) {
    manifest.face = {encoders.face->id(), encoders.face->hash()};
    manifest.steps = BundleManifest::face_steps;
  }
  manifest.text_width = config.text_width;
  manifest.image_width = config.image_width;
  manifest.text_vector_width = config.text_vector_width;
  manifest.image_vector_width = config.image_vector_width;
  manifest.video_width = config.video_width;
  manifest.audio_width = config.audio_width;
  manifest.regions = config.regions;
  manifest.settings = config.settings;
  fs::create_directories(folder);
  AFFECT_CHECK(write_state(folder / "model.safetensors", state_of(system), false));
  return write_manifest(folder, manifest);
}

// Clips of a second: a face that is looked at, colours without one; a tone, or no sound.
const char *const face = "-loop 1 -t 1 -i portrait.jpg";
const char *const drawing = "-f lavfi -i testsrc=size=64x48:rate=8:duration=1";
const char *const tone = "-f lavfi -i sine=frequency=220:duration=1";

QStringList made_of(std::initializer_list<const char *> inputs, const char *output) {
  QStringList arguments;
  for (const char *input : inputs)
    for (const QString &word : clip::words(input))
      arguments << (word == QStringLiteral("portrait.jpg")
                        ? clip::path(source / "resources" / "samples" / "portrait.jpg")
                        : word);
  return arguments + clip::words(output);
}

constexpr const char *seen = "-r 8 -vf scale=256:-2 -pix_fmt yuv420p -c:v mpeg4 -q:v 2 -c:a aac";

} // namespace

/// From a folder as MMSA lays it out to what a system says of its clips.
class TestClipFeatures : public QObject {
  Q_OBJECT
  QTemporaryDir scratch_;
  fs::path root_;
  std::optional<Shipped> encoders_;

  Result<FeatureSet> features(const std::vector<std::string> &splits, Sight sight,
                              const fs::path &cache = {}, int masked = 0) {
    AFFECT_TRY(set, load_mmsa(root_, {splits, 0}));
    FeatureOptions options;
    options.masked_copies = masked;
    return clip_features(set, sight, encoders_->all(), FeatureCache(cache), options, {}, {});
  }
  static const PostFeatures *find(const FeatureSet &set, const std::string &id) {
    for (const PostFeatures &post : set.posts)
      if (post.id == id)
        return &post;
    return nullptr;
  }

private Q_SLOTS:
  void initTestCase() {
    qputenv("AFFECTSCOPE_MODELS", (source_dir() / "models").c_str());
    if (!clip::can_encode(QStringLiteral("mpeg4")) || !clip::can_encode(QStringLiteral("aac")))
      QSKIP("the ffmpeg tool is not installed");
    if (!FaceFinder::open().ok())
      QSKIP("the package opencv-data is not installed");
    auto opened = Shipped::open();
    QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().text().c_str());
    encoders_ = std::move(opened.value());
    root_ = fs::path(scratch_.path().toStdString()) / "set";
    const fs::path clips = root_ / "Raw" / "v";
    fs::create_directories(clips);
    QVERIFY(clip::make(clips / "0001.mp4", made_of({face, tone}, seen)));
    QVERIFY(clip::make(clips / "0002.mp4", made_of({drawing, tone}, seen)));
    QVERIFY(clip::make(clips / "0003.mp4", made_of({face}, seen)));
    QVERIFY(clip::make(clips / "0004.mp4", made_of({drawing}, seen)));
    QVERIFY(clip::make(clips / "0005.mp4", made_of({tone}, "-c:a aac")));
    QVERIFY(clip::make(clips / "0006.mp4",
                       made_of({face, tone}, "-t 0.5 -r 8 -vf hflip,scale=200:-2 -pix_fmt yuv420p "
                                             "-c:v mpeg4 -q:v 2 -c:a aac")));
    std::ofstream(clips / "0007.mp4") << "this is no clip";
    std::ofstream(root_ / "label.csv")
        << "video_id,clip_id,text,label,label_T,label_A,label_V,annotation,mode\n"
           "v,1,\"I love it, truly\",2.4,1.5,,3,Positive,train\n"
           "v,2,this was awful,-3,,,,Negative,train\n"
           "v,3,,0.6,,,,Positive,train\n"
           "v,4,well,0,,,,Neutral,train\n"
           "v,5,not for me,-1.2,,,,Negative,train\n"
           "v,6,good,1,,,,Positive,valid\n"
           "v,7,broken,1,,,,Positive,train\n"
           "v,8,missing,1,,,,Positive,train\n"
           "v,4,again,1,,,,Positive,test\n";
  }

  void whatAClipLacksIsAMissingModality() {
    const auto set = features({"train"}, Sight::faces);
    QVERIFY2(set.ok(), set.ok() ? "" : set.error().text().c_str());
    QCOMPARE(set->posts.size(), std::size_t(5));
    QCOMPARE(set->errors.size(), std::size_t(1)); // the one that is no clip
    QCOMPARE(set->errors[0].file.filename(), fs::path("0007.mp4"));
    const struct {
      const char *id;
      bool words, face, voice;
    } expected[] = {{"v_1", true, true, true},
                    {"v_2", true, false, true},
                    {"v_3", false, true, false},
                    {"v_4", true, false, false},
                    {"v_5", true, false, true}};
    for (const auto &one : expected) {
      const PostFeatures *post = find(*set, one.id);
      QVERIFY2(post, one.id);
      QVERIFY2(post->tensors.text.defined() == one.words, one.id);
      QVERIFY2(post->tensors.video.defined() == one.face, one.id);
      QVERIFY2(post->tensors.audio.defined() == one.voice, one.id);
      QVERIFY2(!post->tensors.image.defined() && !post->tensors.frames.defined(), one.id);
    }
    const PostFeatures &first = *find(*set, "v_1");
    QCOMPARE(first.tensors.video.size(1), encoders_->face->width());
    QVERIFY(first.tensors.video.size(0) > 4); // a face in most of the eight frames
    QCOMPARE(first.tensors.audio.size(1), encoders_->audio->width());
    QCOMPARE(first.group, std::string("v"));
    QCOMPARE(first.joint, int64_t(2));
    QCOMPARE(first.text_label, int64_t(2));
    QCOMPARE(first.audio_label, int64_t(-1));
    QCOMPARE(first.intensities[0], 0.8f); // of the scale, 3
    QCOMPARE(first.intensities[1], 0.5f);
    QCOMPARE(first.intensities[2], 1.0f);
    QVERIFY(std::isnan(first.intensities[3]));
  }

  void whatIsSeenGoesByTheSystem() {
    const int64_t width = encoders_->image->width(), vector = encoders_->image->vector_width(),
                  regions = encoders_->image->rows() * encoders_->image->columns();
    const auto still = features({"valid"}, Sight::still),
               frames = features({"valid"}, Sight::frames),
               steps = features({"valid"}, Sight::steps), none = features({"valid"}, Sight::none);
    QVERIFY(still.ok() && frames.ok() && steps.ok() && none.ok());
    QCOMPARE(still->posts[0].tensors.image.sizes().vec(), (std::vector<int64_t>{regions, width}));
    QVERIFY(!still->posts[0].tensors.frames.defined());
    const int64_t count = frames->posts[0].tensors.frames.size(0);
    QCOMPARE(count, int64_t(4)); // half a second
    QCOMPARE(frames->posts[0].tensors.frames.sizes().vec(),
             (std::vector<int64_t>{count, regions, width}));
    QCOMPARE(frames->posts[0].tensors.frame_vectors.sizes().vec(),
             (std::vector<int64_t>{count, vector}));
    QVERIFY(torch::allclose(still->posts[0].tensors.image_vector.to(torch::kFloat32),
                            frames->posts[0].tensors.frame_vectors[count / 2].to(torch::kFloat32),
                            1e-2, 1e-2));
    QVERIFY(torch::equal(steps->posts[0].tensors.video, frames->posts[0].tensors.frame_vectors));
    QVERIFY(!steps->posts[0].tensors.frames.defined());
    QVERIFY(!none->posts[0].tensors.video.defined() && !none->posts[0].tensors.image.defined());
    QVERIFY(none->posts[0].tensors.text.defined());
  }

  void featuresAreKeptByContent() {
    const fs::path cache = fs::path(scratch_.path().toStdString()) / "cache";
    const auto first = features({"train"}, Sight::faces, cache);
    QVERIFY(first.ok());
    // What is in the cache is taken from it: here zeros.
    int kept = 0;
    for (const auto &entry : fs::recursive_directory_iterator(cache))
      if (entry.is_regular_file()) {
        auto state = read_state(entry.path());
        QVERIFY(state.ok());
        for (auto &[name, tensor] : *state)
          tensor = torch::zeros_like(tensor);
        QVERIFY(write_state(entry.path(), *state, true).ok());
        ++kept;
      }
    QCOMPARE(kept, 5 + 5 + 4); // faces and sounds, those that are not there too, and texts
    const auto again = features({"train"}, Sight::faces, cache);
    QVERIFY(again.ok());
    QCOMPARE(again->posts.size(), first->posts.size());
    for (std::size_t i = 0; i < first->posts.size(); ++i) {
      const PostTensors &before = first->posts[i].tensors, &after = again->posts[i].tensors;
      for (const auto &[one, other] :
           {std::pair{before.video, after.video}, std::pair{before.audio, after.audio},
            std::pair{before.text, after.text}}) {
        QCOMPARE(one.defined(), other.defined());
        if (one.defined()) {
          QVERIFY(one.abs().sum().item<float>() > 0);
          QCOMPARE(other.abs().sum().item<float>(), 0.0f);
        }
      }
    }
  }

  void facesOfStillsAreThoseOfPictures() {
    const fs::path pictures = fs::path(scratch_.path().toStdString()) / "stills";
    fs::create_directories(pictures);
    auto reader = PictureFaceReader::open(encoders_->face);
    QVERIFY(reader.ok());
    LabelledSet set;
    for (const char *name : {"portrait", "rocket"}) {
      LabelledPost post;
      const fs::path samples = source / "resources" / "samples";
      post.source = scan_posts(samples / (std::string(name) + ".jpg")).posts.front();
      post.joint = Polarity::positive;
      set.posts.push_back(post);
    }
    const auto posts = [&](const fs::path &cache) {
      FeatureOptions options;
      options.faces = reader->get();
      return extract_features(set.posts, *encoders_->text, *encoders_->image, FeatureCache(cache),
                              options, {}, {});
    };
    const auto without = extract_features(set.posts, *encoders_->text, *encoders_->image,
                                          FeatureCache({}), {}, {}, {});
    QVERIFY(without.ok() && !without->posts[0].tensors.faces.defined());
    const auto plain = posts({}), first = posts(pictures), again = posts(pictures);
    QVERIFY(plain.ok() && first.ok() && again.ok());
    auto encoders = encoders_->all();
    encoders.picture_faces = reader->get();
    const auto still = clip_features(set, Sight::still, encoders, FeatureCache({}), {}, {}, {});
    QVERIFY(still.ok());
    for (std::size_t i = 0; i < 2; ++i) {
      const auto numbers = reader->get()->read(*load_post(set.posts[i].source)->image)->numbers;
      QCOMPARE(numbers[0].item<float>(), i == 0 ? 1.0f : 0.0f);
      QVERIFY(torch::equal(plain->posts[i].tensors.faces, numbers));
      QVERIFY(torch::equal(still->posts[i].tensors.faces, numbers));
      QVERIFY(
          (again->posts[i].tensors.faces.to(torch::kFloat32) - numbers).abs().max().item<double>() <
          1e-3);
      QVERIFY(torch::equal(again->posts[i].tensors.image, first->posts[i].tensors.image));
    }
  }

  void maskedCopiesOnlyWhereAllHaveWords() {
    const auto some = features({"train"}, Sight::faces, {}, 2),
               all = features({"valid"}, Sight::faces, {}, 2);
    QVERIFY(some.ok() && all.ok());
    for (const PostFeatures &post : some->posts)
      QVERIFY(post.masked.empty());
    QCOMPARE(all->posts[0].masked.size(), std::size_t(2));
  }

  void nothingToReadIsAnError() {
    auto set = load_mmsa(root_, {{"train"}, 0});
    QVERIFY(set.ok());
    std::erase_if(set->posts, [](const LabelledPost &post) { return post.source.id != "v_3"; });
    const auto read =
        clip_features(*set, Sight::none, encoders_->all(), FeatureCache({}), {}, {}, {});
    QVERIFY(!read.ok());
    QCOMPARE(static_cast<int>(read.error().code), static_cast<int>(ErrorCode::missing_pair));
    QCOMPARE(read.error().file.filename(), fs::path("0003.mp4"));
    FeatureOptions tuned;
    tuned.text_tuned = 1;
    const auto refused =
        clip_features(*set, Sight::faces, encoders_->all(), FeatureCache({}), tuned, {}, {});
    QCOMPARE(static_cast<int>(refused.error().code), static_cast<int>(ErrorCode::usage));
    CancelToken stop;
    stop.cancel();
    const auto stopped =
        clip_features(*set, Sight::faces, encoders_->all(), FeatureCache({}), {}, {}, stop);
    QCOMPARE(static_cast<int>(stopped.error().code), static_cast<int>(ErrorCode::cancelled));
  }

  void aSystemTrainsOnTheFolderAndReadsItsClips_data() {
    QTest::addColumn<int>("sight");
    QTest::newRow("faces") << static_cast<int>(Sight::faces);
    QTest::newRow("frames") << static_cast<int>(Sight::steps);
  }
  void aSystemTrainsOnTheFolderAndReadsItsClips() {
    QFETCH(int, sight);
    const auto seen_as = static_cast<Sight>(sight);
    const auto train = features({"train"}, seen_as), valid = features({"valid"}, seen_as);
    QVERIFY(train.ok() && valid.ok());
    torch::manual_seed(3);
    const auto system = make_system(steps_config(*encoders_, seen_as));
    SystemTrainingOptions options;
    options.epochs = 2;
    options.language_weight = 0;
    const auto trained =
        train_system(*system, train->posts, valid->posts, *encoders_->text, options, {}, {});
    QVERIFY2(trained.ok(), trained.ok() ? "" : trained.error().text().c_str());
    const auto said = predict_all(*system, train->posts);
    QCOMPARE(said.probabilities.sizes().vec(), (std::vector<int64_t>{5, 3}));
    QVERIFY(said.probabilities.isfinite().all().item<bool>());

    const fs::path bundle = fs::path(scratch_.path().toStdString()) / QTest::currentDataTag();
    const auto written = write_bundle(bundle, *system, *encoders_, seen_as);
    QVERIFY2(written.ok(), written.ok() ? "" : written.error().text().c_str());
    auto analyzer = Analyzer::open({bundle, "cpu", Precision::fp32, 1});
    QVERIFY2(analyzer.ok(), analyzer.ok() ? "" : analyzer.error().text().c_str());
    const auto set = load_mmsa(root_, {{"train"}, 0});
    for (std::size_t i = 0; i < train->posts.size(); ++i) {
      const auto post = load_post(set->posts[i].source);
      QVERIFY(post.ok());
      const auto reading = (*analyzer)->analyze(*post);
      QVERIFY2(reading.ok(), reading.ok() ? "" : reading.error().text().c_str());
      const PostTensors &given = train->posts[i].tensors;
      for (const auto &[modality, tensor] :
           {std::pair{Modality::text, given.text}, std::pair{Modality::image, given.video},
            std::pair{Modality::audio, given.audio}})
        QCOMPARE(reading->modality(modality)->presence == Presence::present, tensor.defined());
      // What the program says of the file is what training was told of it (features there are kept
      // in fp16).
      const auto row = said.probabilities[static_cast<int64_t>(i)];
      for (std::size_t c = 0; c < 3; ++c)
        QVERIFY(std::abs(reading->probabilities[c] - row[static_cast<int64_t>(c)].item<float>()) <
                0.005f);
    }
  }
};

QTEST_GUILESS_MAIN(TestClipFeatures)
#include "test_clip_features.moc"
