#include "inputs/batch_inputs.h"
#include "source_dir.h"

#include <QtTest>

#include <filesystem>

using namespace affect;
namespace fs = std::filesystem;

namespace {

const fs::path root = source_dir();

bool near(const torch::Tensor &a, const torch::Tensor &b, double within) {
  return a.defined() == b.defined() &&
         (!a.defined() || (a.sizes() == b.sizes() && torch::allclose(a, b, within, within)));
}

// fp32 encoders give the same within rounding whatever they are given together.
bool same(const PostTensors &a, const PostTensors &b, double within = 1e-4) {
  return near(a.text, b.text, within) && near(a.text_vector, b.text_vector, within) &&
         near(a.image, b.image, within) && near(a.image_vector, b.image_vector, within) &&
         near(a.frames, b.frames, within) && near(a.frame_vectors, b.frame_vectors, within) &&
         near(a.video, b.video, within) && near(a.audio, b.audio, within) &&
         near(a.faces, b.faces, within) && near(a.words.weights, b.words.weights, within);
}

} // namespace

/// A post's tensors are the same in the window, in a batch and in training.
class TestInputBuilder : public QObject {
  Q_OBJECT

  std::unique_ptr<TextEncoder> text_;
  std::unique_ptr<ImageEncoder> image_;
  std::unique_ptr<AudioEncoder> audio_;
  std::shared_ptr<FaceEncoder> face_;
  std::shared_ptr<PictureFaceReader> picture_faces_;
  std::vector<Post> posts_; ///< text and picture, picture, text, clip, clip without words, sound

  InputEncoders encoders() const {
    return {text_.get(), image_.get(), face_.get(), audio_.get(), picture_faces_.get()};
  }
  static Result<EncodedPost> build(const InputBuilder &builder, const Post &post,
                                   const CancelToken &cancel = {}) {
    InputCache none;
    return builder.build([&]() -> Result<const Post *> { return &post; }, post.clip != nullptr,
                         none, cancel);
  }
  std::vector<PostTensors> batch(const InputBuilder &builder, std::vector<std::size_t> which) {
    std::vector<std::vector<std::shared_ptr<const PreparedInput>>> prepared;
    std::vector<BatchPost> posts;
    for (const std::size_t i : which) {
      auto input = builder.prepare(posts_[i], {}, {}, {});
      prepared.push_back({std::make_shared<const PreparedInput>(std::move(*input))});
    }
    for (std::size_t k = 0; k < which.size(); ++k)
      posts.push_back({posts_[which[k]], prepared[k]});
    BatchInputs inputs(std::move(posts));
    const auto together = inputs.encode(builder, 0, false, {});
    const auto alone = inputs.encode(builder, 0, true, {});
    std::vector<PostTensors> tensors;
    for (std::size_t k = 0; k < which.size(); ++k) {
      const bool by_itself = is_encoded_alone(posts_[which[k]], builder.plan());
      tensors.push_back(
          tensors_of(by_itself ? *(*alone)[k] : *(*together)[k], builder.plan().sight));
    }
    return tensors;
  }
  InputPlan plan_of(Sight sight) const {
    return {true, sight, sight == Sight::still && picture_faces_, sight == Sight::faces};
  }

private Q_SLOTS:
  void initTestCase() {
    const fs::path folder = root / "models" / "encoders";
    auto text = TextEncoder::open(folder / "compact-text", torch::kFloat32);
    auto image = ImageEncoder::open(folder / "compact-image", torch::kFloat32);
    auto audio = AudioEncoder::open(folder / "compact-audio", torch::kFloat32);
    auto face = FaceEncoder::open(folder / "compact-face", torch::kFloat32);
    QVERIFY(text.ok() && image.ok() && audio.ok() && face.ok());
    text_ = std::move(*text), image_ = std::move(*image), audio_ = std::move(*audio);
    face_ = std::move(*face);
    if (auto reader = PictureFaceReader::open(face_); reader.ok())
      picture_faces_ = *reader;
    const fs::path samples = root / "resources" / "samples";
    for (const char *name :
         {"portrait.jpg", "rocket.jpg", "coffee.jpg", "noodles.mp4", "noodles.mp4", "umbrella.mp4"})
      posts_.push_back(std::move(*load_post(scan_posts(samples / name).posts.front())));
    posts_[1].text.reset();
    posts_[2].image.reset();
    posts_[4].text.reset();
    auto sound = std::make_shared<ClipContent>(*posts_[5].clip);
    sound->frames.clear();
    posts_[5].clip = sound;
  }

  void windowBatchAndTrainingAgree_data() {
    QTest::addColumn<int>("sight");
    for (const auto &[name, sight] :
         {std::pair{"still", Sight::still}, std::pair{"frames", Sight::frames},
          std::pair{"steps", Sight::steps}, std::pair{"faces", Sight::faces},
          std::pair{"none", Sight::none}})
      QTest::newRow(name) << static_cast<int>(sight);
  }
  void windowBatchAndTrainingAgree() {
    QFETCH(int, sight);
    InputPlan plan = plan_of(static_cast<Sight>(sight));
    const InputBuilder training(plan, encoders());
    if (!training.check_finder().ok())
      QSKIP("the package opencv-data is not installed");
    plan.frame_by_frame = true;
    const InputBuilder window = training.with(plan);
    const auto together = batch(training, {0, 1, 2, 3, 4, 5});
    for (std::size_t i = 0; i < posts_.size(); ++i) {
      const auto encoded = build(window, posts_[i]), learned = build(training, posts_[i]);
      QVERIFY(encoded.ok() && learned.ok());
      const auto alone = tensors_of(*encoded, plan.sight);
      QVERIFY2(same(tensors_of(*learned, plan.sight), alone), std::to_string(i).c_str());
      QVERIFY2(same(together[i], alone), std::to_string(i).c_str());
      QVERIFY2(same(batch(training, {i})[0], together[i], 1e-5), std::to_string(i).c_str());
      QCOMPARE(alone.text.defined(), posts_[i].text.has_value());
      QCOMPARE(alone.frames.defined(), plan.sight == Sight::frames && (i == 3 || i == 4));
      if (plan.sight == Sight::steps && posts_[i].has_picture())
        QCOMPARE(alone.video.size(0), encoded->pictures->vectors.size(0));
    }
  }

  void aStillOfAClipHasItsTime() {
    const auto encoded = build(InputBuilder(plan_of(Sight::still), encoders()), posts_[3]);
    QVERIFY(encoded.ok());
    const auto &frames = posts_[3].clip->frames;
    QCOMPARE(encoded->frame_times(), std::vector<double>{frames[frames.size() / 2].time});
    QVERIFY(encoded->pictures->width == frames.front().image.width);
    const auto picture = build(InputBuilder(plan_of(Sight::still), encoders()), posts_[0]);
    QVERIFY(picture->frame_times().empty());
  }

  // What is in the cache is not made again, nor is the post decoded for it.
  void aCacheStandsBeforeDecoding() {
    struct Kept : InputCache {
      Made<EncodedPictures> pictures(const Make<EncodedPictures> &) override {
        return std::optional(
            EncodedPictures{torch::ones({1, 4, 3}), torch::ones({1, 5}), {}, 10, 20});
      }
    } kept;
    InputPlan plan;
    plan.text = false;
    const InputBuilder builder(plan, encoders());
    const auto encoded = builder.build(
        []() -> Result<const Post *> { return make_error(ErrorCode::internal, "decoded"); }, false,
        kept, {});
    QVERIFY(encoded.ok());
    QVERIFY(torch::equal(tensors_of(*encoded, Sight::still).image, torch::ones({4, 3})));
    plan.text = true;
    QVERIFY(!builder.with(plan)
                 .build(
                     []() -> Result<const Post *> {
                       return make_error(ErrorCode::internal, "decoded");
                     },
                     false, kept, {})
                 .ok());
  }

  void aCancelledPostStops() {
    CancelToken cancel;
    cancel.cancel();
    for (const Sight sight : {Sight::still, Sight::frames}) {
      const auto encoded = build(InputBuilder(plan_of(sight), encoders()), posts_[3], cancel);
      QVERIFY(!encoded.ok() && encoded.error().code == ErrorCode::cancelled);
    }
  }
};

QTEST_APPLESS_MAIN(TestInputBuilder)
#include "test_input_builder.moc"
