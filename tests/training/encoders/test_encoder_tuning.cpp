#include "dataset/folds.h"
#include "features/made_encoders.h"
#include "training/systems/crossval.h"

#include <QImage>
#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace affect;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t epochs = 8;

// The first word of a text tells its polarity, the brightness of a picture its own.
const std::vector<std::string> words{"bad", "food", "good"};

/// Posts in files, as a data set has them.
std::vector<LabelledPost> made_posts(const fs::path &folder, int count) {
  fs::create_directories(folder);
  std::vector<LabelledPost> posts;
  for (int i = 0; i < count; ++i) {
    const int polarity = i % 3;
    LabelledPost post;
    post.source.id = std::to_string(i);
    post.source.image = folder / (post.source.id + ".png");
    post.source.text_file = folder / (post.source.id + ".txt");
    std::string text = words[static_cast<std::size_t>(polarity)];
    for (int w = 0; w <= i % 4; ++w)
      text += " word" + std::to_string((i * 7 + w * 11) % 40);
    made::write_text(post.source.text_file, text);
    QImage picture(12, 12, QImage::Format_RGB888);
    for (int y = 0; y < 12; ++y)
      for (int x = 0; x < 12; ++x)
        picture.setPixelColor(
            x, y, QColor(60 + 60 * polarity + (x * 5 + y * 3 + i) % 20, (i * 13 + x) % 200, 90));
    if (!picture.save(QString::fromStdString(post.source.image.string())))
      qFatal("cannot write a temporary file");
    post.text = post.image = post.joint = static_cast<Polarity>(polarity);
    posts.push_back(std::move(post));
  }
  return posts;
}

EncoderTuningOptions quick() {
  EncoderTuningOptions options;
  options.text_blocks = options.image_blocks = 1;
  options.epochs = epochs;
  options.batch_size = 16;
  options.rate = options.image_rate = 2e-3;
  options.head_rate = 5e-3;
  options.average = 0.8;
  return options;
}

/// The losses that a progress report tells of, in order.
ProgressFn losses_into(std::vector<std::string> &losses) {
  return [&losses](const Progress &progress) {
    if (const auto at = progress.stage.find("tuning epoch"); at != std::string::npos)
      losses.push_back(progress.stage.substr(progress.stage.find("loss ") + 5));
  };
}

StateDict copy(const StateDict &state) { return copy_of(state); }

} // namespace

class TestEncoderTuning : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() {
    folder_ = std::make_unique<QTemporaryDir>();
    path_ = folder_->path().toStdString();
    made::bert_folder(path_ / "text");
    made::clip_image_folder(path_ / "image");
    labelled_ = made_posts(path_ / "posts", 60);
  }

  void init() {
    auto text = TextEncoder::open(path_ / "text", torch::kFloat32);
    auto image = ImageEncoder::open(path_ / "image", torch::kFloat32);
    QVERIFY(text.ok() && image.ok());
    text_ = std::move(*text);
    image_ = std::move(*image);
  }

  void onlyTheLastBlocksMoveAndTheLossFalls() {
    const auto posts = features(quick());
    const auto text_before = copy(text_->tail_parameters(2)),
               image_before = copy(image_->tail_parameters(2));
    const auto below = text_->encode_below(words, 1);
    std::vector<std::string> losses;
    const auto tuned = tune_encoders(*text_, *image_, posts, quick(), losses_into(losses), {});
    QVERIFY2(tuned.ok(), tuned.ok() ? "" : tuned.error().text().c_str());
    QCOMPARE(losses.size(), epochs);
    QVERIFY2(std::stod(losses.back()) < 0.9 * std::stod(losses.front()),
             (losses.front() + " " + losses.back()).c_str());
    check_moved(text_before, text_->tail_parameters(2), text_->tail_parameters(1));
    check_moved(image_before, image_->tail_parameters(2), image_->tail_parameters(1));
    for (std::size_t i = 0; i < words.size(); ++i) // embeddings and the block below, bit for bit
      QVERIFY(torch::equal(text_->encode_below(words, 1)[i].states, below[i].states));
    for (const auto &[name, tensor] : tuned->text.state) // what a bundle can hold
      QVERIFY2(torch::equal(tensor.to(torch::kFloat16).to(torch::kFloat32), tensor), name.c_str());
    QVERIFY(text_->hash() != text_->base_hash() && image_->hash() != image_->base_hash());
    for (const auto &parameter : text_->tail_parameters(2))
      QVERIFY(!parameter.second.requires_grad());
  }

  void oneEncoderAloneCanBeTuned() {
    auto options = quick();
    options.image_blocks = 0;
    const auto posts = features(options);
    QVERIFY(posts.front().tensors.image_vector.defined() &&
            !posts.front().tensors.text_vector.defined());
    const auto before = copy(image_->tail_parameters(2));
    const auto tuned = tune_encoders(*text_, *image_, posts, options, {}, {});
    QVERIFY(tuned.ok() && tuned->image.state.empty() && !tuned->text.state.empty());
    for (const auto &[name, parameter] : image_->tail_parameters(2))
      QVERIFY(torch::equal(parameter, before.at(name)));
    QCOMPARE(image_->hash(), image_->base_hash());
  }

  // Heads that read the statistics of the words teach the blocks something else than heads over the
  // mean alone.
  void statisticsOfTheWordsAreReadWhereAsked() {
    auto options = quick();
    const auto posts = features(options);
    const auto plain = tune_encoders(*text_, *image_, posts, options, {}, {});
    init();
    options.text_statistics = true;
    std::vector<std::string> losses;
    const auto read = tune_encoders(*text_, *image_, posts, options, losses_into(losses), {});
    QVERIFY(plain.ok() && read.ok());
    QVERIFY(std::stod(losses.back()) < 0.9 * std::stod(losses.front()));
    QVERIFY(!torch::equal(read->text.state.begin()->second, plain->text.state.begin()->second));
    init();
    options.text_blocks = 0; // of frozen texts, too
    QVERIFY(tune_encoders(*text_, *image_, features(options), options, {}, {}).ok());
  }

  void theSameSeedGivesTheSameLayers() {
    const auto posts = features(quick());
    const auto first = tune_encoders(*text_, *image_, posts, quick(), {}, {});
    init();
    const auto second = tune_encoders(*text_, *image_, posts, quick(), {}, {});
    QVERIFY(first.ok() && second.ok());
    for (const auto &[name, tensor] : first->text.state)
      QVERIFY2(torch::equal(tensor, second->text.state.at(name)), name.c_str());
    init();
    auto other = quick();
    other.seed = 2;
    const auto third = tune_encoders(*text_, *image_, posts, other, {}, {});
    QVERIFY(!torch::equal(third->text.state.begin()->second, first->text.state.begin()->second));
  }

  void whatIsStoppedOrImpossibleLeavesTheEncoders() {
    const auto posts = features(quick());
    const auto before = copy(text_->tail_parameters(2));
    const CancelToken cancel;
    const auto stopped = tune_encoders(
        *text_, *image_, posts, quick(), [&](const Progress &) { cancel.cancel(); }, cancel);
    QCOMPARE(stopped.error().code, ErrorCode::cancelled);
    auto options = quick();
    options.text_blocks = 3;
    QCOMPARE(tune_encoders(*text_, *image_, posts, options, {}, {}).error().code, ErrorCode::usage);
    QCOMPARE(tune_encoders(*text_, *image_, {}, quick(), {}, {}).error().code, ErrorCode::usage);
    for (const auto &[name, parameter] : text_->tail_parameters(2))
      QVERIFY(torch::equal(parameter, before.at(name)) && !parameter.requires_grad());
  }

  void raisedFeaturesAreTheEncodersOwn() {
    auto posts = features(quick());
    QVERIFY(!posts.front().tensors.text.defined());
    QVERIFY(tune_encoders(*text_, *image_, posts, quick(), {}, {}).ok());
    FeatureOptions above;
    quick().apply_to(above);
    raise_features(posts, *text_, *image_, above, true);
    const auto own = features({}); // through the tuned encoders, from the files
    for (std::size_t i = 0; i < posts.size(); ++i) {
      QCOMPARE(posts[i].text_below.tokens, own[i].tensors.text.size(0));
      QVERIFY(largest_difference(posts[i].tensors.text, own[i].tensors.text) <
              0.05); // what is below was fp16
      QVERIFY(largest_difference(posts[i].tensors.text_vector, own[i].tensors.text_vector) < 0.05);
      QVERIFY(largest_difference(posts[i].tensors.image, own[i].tensors.image) < 0.05);
      QVERIFY(largest_difference(posts[i].tensors.image_vector, own[i].tensors.image_vector) <
              0.05);
    }
  }

  void featuresBelowAreCachedUnderTheirOwnNames() {
    const FeatureCache cache(path_ / "cache");
    auto options = quick();
    const auto made = features(options, &cache);
    const auto found = features(options, &cache);
    QVERIFY(torch::equal(made[7].text_below.states, found[7].text_below.states));
    QVERIFY(torch::equal(made[7].image_below, found[7].image_below));
    options.text_blocks = 2; // not what is below one block
    const auto deeper = features(options, &cache);
    QVERIFY(!torch::equal(made[7].text_below.states, deeper[7].text_below.states));
    const auto whole = features({}, &cache);
    QVERIFY(whole[7].tensors.text.defined() && !whole[7].text_below.states.defined());
  }

  void picturesAreLearntFirst() {
    use_efficientnet();
    auto options = quick();
    options.image_blocks = 0;
    options.picture_epochs = 2;
    options.epochs = 1;
    const auto posts = features(options);
    QVERIFY(posts.front().mirrored_below.defined() &&
            !posts.front().tensors.image_vector.defined());
    const auto start = copy(image_->weights());
    double last = 0;
    bool in_order = true;
    const auto tuned = tune_encoders(*text_, *image_, posts, options,
                                     [&](const Progress &progress) {
                                       in_order = in_order && progress.fraction >= last;
                                       last = progress.fraction;
                                     },
                                     {});
    QVERIFY2(tuned.ok(), tuned.ok() ? "" : tuned.error().text().c_str());
    QVERIFY(in_order && last == 1.0);
    QCOMPARE(tuned->image.blocks, picture_blocks);
    const auto tail = image_->tail_parameters(picture_blocks);
    int moved = 0;
    for (const auto &[name, tensor] : image_->weights()) {
      moved += !torch::equal(tensor, start.at(name));
      QVERIFY2(tail.count(name) || torch::equal(tensor, start.at(name)), name.c_str());
    }
    QVERIFY(moved > 20);
    const auto again = image_layers(options, posts);
    for (const auto &[name, tensor] : again) { // what pictures teach is no matter of the texts
      QVERIFY2(torch::equal(tensor, tuned->image.state.at(name)), name.c_str());
      QVERIFY2(torch::equal(tensor.to(torch::kFloat16).to(torch::kFloat32), tensor), name.c_str());
    }
    // The text's blocks are tuned beside the pictures as they are seen now.
    use_efficientnet();
    auto alone = options;
    alone.picture_epochs = 0;
    const auto beside_others = tune_encoders(*text_, *image_, features(alone), alone, {}, {});
    QVERIFY(!torch::equal(beside_others->text.state.begin()->second,
                          tuned->text.state.begin()->second));
    // Of a rank are the text's changes alone.
    use_efficientnet();
    options.rank = 1;
    const auto of_a_rank = tune_encoders(*text_, *image_, posts, options, {}, {});
    QVERIFY(of_a_rank.ok());
    for (const auto &[name, tensor] : again)
      QVERIFY2(torch::equal(tensor, of_a_rank->image.state.at(name)), name.c_str());
  }

  void picturesThatCannotBeLearntLeaveTheEncoders() {
    auto options = quick();
    options.image_blocks = 0;
    options.picture_epochs = 1;
    const auto of_clip = tune_encoders(*text_, *image_, features(quick()), options, {}, {});
    QCOMPARE(of_clip.error().code, ErrorCode::usage);
    QVERIFY(of_clip.error().message.find("EfficientNet") != std::string::npos);
    use_efficientnet();
    const auto posts = features(options);
    const auto start = copy(image_->weights());
    const CancelToken cancel;
    auto both = options;
    both.epochs = 2;
    const auto when_learnt = [&](const Progress &progress) {
      if (progress.fraction > 0.5) // the pictures were
        cancel.cancel();
    };
    QCOMPARE(tune_encoders(*text_, *image_, posts, both, when_learnt, cancel).error().code,
             ErrorCode::cancelled);
    both.image_blocks = 1;
    QCOMPARE(tune_encoders(*text_, *image_, posts, both, {}, {}).error().code, ErrorCode::usage);
    auto without = posts;
    without[3].image_below = torch::Tensor();
    QCOMPARE(tune_encoders(*text_, *image_, without, options, {}, {}).error().code,
             ErrorCode::usage);
    for (const auto &[name, tensor] : image_->weights())
      QVERIFY2(torch::equal(tensor, start.at(name)), name.c_str());
  }

  void everyFoldStartsAnew() {
    const auto posts = features(quick());
    const auto before = copy(text_->tail_parameters(2));
    SystemTrainingOptions training;
    training.epochs = 1;
    training.batch_size = 16;
    training.language_weight = 0;
    SystemConfig config{"multiscale",
                        text_->width(),
                        image_->width(),
                        9,
                        {{"width", 16}, {"heads", 2}, {"local_layers", 1}}};
    config.image_vector_width = image_->vector_width();
    std::vector<std::string> losses;
    const FoldTuning tuning{*image_, quick()};
    const auto result =
        cross_validate(config, posts, 3, 1, *text_, training, losses_into(losses), {}, &tuning);
    QVERIFY2(result.ok(), result.ok() ? "" : result.error().text().c_str());
    QCOMPARE(losses.size(), 3 * epochs);
    for (const auto &[name, parameter] : text_->tail_parameters(2)) // as at the start
      QVERIFY(torch::equal(parameter, before.at(name)));
    // The last fold's tuning is that of encoders which never saw another fold.
    std::vector<int> classes;
    for (const PostFeatures &post : posts)
      classes.push_back(static_cast<int>(post.joint));
    const auto fold_of = stratified_folds(classes, 3, 1);
    std::vector<PostFeatures> train;
    for (std::size_t i = 0; i < posts.size(); ++i)
      if (fold_of[i] != 2)
        train.push_back(posts[i]);
    init();
    std::vector<std::string> alone;
    QVERIFY(tune_encoders(*text_, *image_, train, quick(), losses_into(alone), {}).ok());
    for (std::size_t epoch = 0; epoch < epochs; ++epoch)
      QCOMPARE(losses[2 * epochs + epoch], alone[epoch]);
  }

private:
  void use_efficientnet() {
    init();
    auto image =
        ImageEncoder::open(made::efficientnet_folder(path_ / "efficientnet"), torch::kFloat32);
    QVERIFY(image.ok());
    image_ = std::move(*image);
  }
  StateDict image_layers(const EncoderTuningOptions &options,
                         const std::vector<PostFeatures> &posts) {
    use_efficientnet();
    const auto layers = tune_pictures(*image_, posts, options.picture_epochs, options.seed, {}, {});
    if (!layers.ok())
      qFatal("%s", layers.error().text().c_str());
    return layers->state;
  }

  std::vector<PostFeatures> features(const EncoderTuningOptions &tuning,
                                     const FeatureCache *cache = nullptr) {
    FeatureOptions options;
    tuning.apply_to(options);
    auto set = extract_features(labelled_, *text_, *image_,
                                cache ? *cache : FeatureCache(fs::path()), options, {}, {});
    if (!set.ok() || !set->errors.empty())
      qFatal("the made posts cannot be read");
    return std::move(set->posts);
  }

  static void check_moved(const StateDict &before, const StateDict &after, const StateDict &tail) {
    for (const auto &[name, tensor] : after)
      if (!tail.count(name))
        QVERIFY2(torch::equal(tensor, before.at(name)), name.c_str());
      else if (tensor.dim() > 1)
        QVERIFY2(largest_difference(tensor, before.at(name)) > 1e-3, name.c_str());
  }

  std::unique_ptr<QTemporaryDir> folder_;
  fs::path path_;
  std::vector<LabelledPost> labelled_;
  std::unique_ptr<TextEncoder> text_;
  std::unique_ptr<ImageEncoder> image_;
};

QTEST_GUILESS_MAIN(TestEncoderTuning)
#include "test_encoder_tuning.moc"
