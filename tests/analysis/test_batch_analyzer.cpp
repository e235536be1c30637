#include "analysis/batch_analyzer.h"
#include "analysis/loaded_post.h"
#include "analysis/random_bundle.h"
#include "base/paths.h"
#include "batch/made_posts.h"
#include "inputs/input_builder.h"
#include "source_dir.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace affect;
namespace fs = std::filesystem;

/// Many posts at once say what each says alone.
class TestBatchAnalyzer : public QObject {
  Q_OBJECT

  QTemporaryDir made_;
  std::vector<Post> posts_; ///< clips among them

  static AnalyzerOptions model(const fs::path &bundle) {
    AnalyzerOptions options;
    options.bundle = bundle;
    options.precision = Precision::fp32;
    return options;
  }

  static std::vector<PreparedPost> prepared(const BatchAnalyzer &batch,
                                            const std::vector<Post> &posts) {
    std::vector<PreparedPost> ready;
    for (const Post &post : posts)
      ready.push_back(std::move(*batch.prepare(post)));
    return ready;
  }

  static void compare_over_time(const Reading &one, const Reading &other, double within) {
    const auto near = [&](double a, double b) { return std::abs(a - b) <= within; };
    QCOMPARE(one.intensity.has_value(), other.intensity.has_value());
    QVERIFY(near(one.intensity.value_or(0), other.intensity.value_or(0)));
    QCOMPARE(one.faces.size(), other.faces.size());
    for (std::size_t i = 0; i < one.faces.size(); ++i) {
      QCOMPARE(one.faces[i].read, other.faces[i].read);
      QCOMPARE(one.faces[i].boxes.size(), other.faces[i].boxes.size());
      QCOMPARE(one.faces[i].boxes[0].time, other.faces[i].boxes[0].time);
      QCOMPARE(one.faces[i].boxes[0].x, other.faces[i].boxes[0].x);
      QCOMPARE(one.faces[i].expressions.size(), other.faces[i].expressions.size());
      for (std::size_t k = 0; k < one.faces[i].expressions.size(); ++k)
        QVERIFY(near(one.faces[i].expressions[k].probability,
                     other.faces[i].expressions[k].probability));
    }
    QCOMPARE(one.time_attention.size(), other.time_attention.size());
    for (std::size_t i = 0; i < one.time_attention.size(); ++i) {
      const TimeAttention &a = one.time_attention[i], &b = other.time_attention[i];
      QVERIFY(a.modality == b.modality && a.steps == b.steps && a.layers == b.layers);
      QCOMPARE(a.times, b.times);
      for (std::size_t k = 0; k < a.weights.size(); ++k)
        QVERIFY(near(a.weights[k], b.weights[k]));
    }
  }

  static void compare(const Reading &one, const Reading &other, double within) {
    const auto near = [&](double a, double b) { return std::abs(a - b) <= within; };
    QCOMPARE(one.file, other.file);
    QCOMPARE(one.model, other.model);
    QCOMPARE(one.text, other.text);
    QCOMPARE(one.text_truncated, other.text_truncated);
    QCOMPARE(one.tokens.size(), other.tokens.size());
    QCOMPARE(one.words.size(), other.words.size());
    QCOMPARE(one.duration_s, other.duration_s);
    QCOMPARE(one.frame_times, other.frame_times);
    QVERIFY(one.grid.rows == other.grid.rows && near(one.grid.left, other.grid.left) &&
            near(one.grid.bottom, other.grid.bottom));
    for (std::size_t c = 0; c < 3; ++c)
      QVERIFY(near(one.probabilities[c], other.probabilities[c]));
    QCOMPARE(one.uncertainty.has_value(), other.uncertainty.has_value());
    QVERIFY(near(one.uncertainty.value_or(0), other.uncertainty.value_or(0)));
    QCOMPARE(one.modalities.size(), other.modalities.size());
    for (std::size_t m = 0; m < one.modalities.size(); ++m) {
      const UnimodalReading &a = one.modalities[m], &b = other.modalities[m];
      QVERIFY(a.presence == b.presence &&
              a.probabilities.has_value() == b.probabilities.has_value());
      for (std::size_t c = 0; a.probabilities && c < 3; ++c)
        QVERIFY(near((*a.probabilities)[c], (*b.probabilities)[c]));
      QVERIFY(near(a.weight.value_or(-1), b.weight.value_or(-1)));
      QVERIFY(near(a.uncertainty.value_or(-1), b.uncertainty.value_or(-1)));
    }
    compare_over_time(one, other, within);
    QCOMPARE(one.attention.has_value(), other.attention.has_value());
    if (!one.attention)
      return;
    QCOMPARE(one.attention->word_to_region.size(), other.attention->word_to_region.size());
    QCOMPARE(one.attention->region_to_word.size(), other.attention->region_to_word.size());
    for (std::size_t i = 0; i < one.attention->word_to_region.size(); ++i)
      QVERIFY(near(one.attention->word_to_region[i], other.attention->word_to_region[i]));
    for (std::size_t i = 0; i < one.attention->region_to_word.size(); ++i)
      QVERIFY(near(one.attention->region_to_word[i], other.attention->region_to_word[i]));
  }

private Q_SLOTS:
  void initTestCase() {
    qputenv("AFFECTSCOPE_MODELS", (source_dir() / "models").c_str());
    const fs::path folder = made_.path().toStdString();
    make_posts(folder, 18);
    write_file(folder / "text only.txt", "just words, so happy");
    write_file(folder / "wide.bmp", made_picture(99, 300, 40));
    const PostScan scan = scan_posts(folder);
    for (const PostSource &source : scan.posts)
      posts_.push_back(std::move(*load_post(source)));
    Post long_text;
    long_text.source.id = "long";
    for (int i = 0; i < 100; ++i)
      long_text.text = long_text.text.value_or("") + "wonderful day ";
    posts_.push_back(long_text);
    const fs::path samples = source_dir() / "resources" / "samples";
    posts_.insert(posts_.begin() + 3, loaded(samples / "umbrella.mp4"));
    posts_.insert(posts_.begin() + 4, loaded(samples / "noodles.mp4"));
    Post silent = posts_[4]; // without words, and of another length
    silent.text.reset();
    auto frames = std::make_shared<ClipContent>(*silent.clip);
    frames->frames.resize(frames->frames.size() / 2);
    silent.clip = frames;
    posts_.push_back(silent);
    posts_.push_back(loaded(samples / "portrait.jpg"));
    QVERIFY(posts_.size() > 24);
  }

  void manyAreReadAsOne_data() {
    QTest::addColumn<QString>("system");
    for (const std::string &name : system_names())
      QTest::newRow(name.c_str()) << QString::fromStdString(name);
  }
  void manyAreReadAsOne() {
    QFETCH(QString, system);
    const fs::path bundle =
        fs::path(made_.path().toStdString()) / ("random-" + system.toStdString());
    const auto written = write_random_bundle(bundle, system.toStdString());
    QVERIFY2(written.ok(), written.ok() ? "" : written.error().text().c_str());
    const auto batch = std::move(*BatchAnalyzer::open({model(bundle)}));
    const auto single = std::move(*Analyzer::open(model(bundle)));
    const auto together = batch->analyze(prepared(*batch, posts_));
    QCOMPARE(together.size(), posts_.size());
    for (std::size_t i = 0; i < posts_.size(); ++i) {
      const auto alone = single->analyze(posts_[i]);
      QVERIFY(alone.ok() && together[i].size() == 1 && together[i][0].ok());
      compare(*together[i][0], *alone, 2e-5);
    }
    QVERIFY(batch->times().inference > 0 && batch->times().tokenising > 0);
  }

  // What a post says does not depend on who is read with it: reports of interrupted runs and of
  // shards are equal to the last digit.
  void companyChangesNothing_data() {
    QTest::addColumn<QString>("bundle");
    for (const char *name : {"multiscale-mvsa", "clip-ca-mvsa", "tam-ulag-clips"})
      QTest::newRow(name) << QString::fromLatin1(name);
  }
  void companyChangesNothing() {
    QFETCH(QString, bundle);
    const auto batch = std::move(*BatchAnalyzer::open({model(bundle.toStdString())}));
    const auto all = prepared(*batch, posts_);
    const auto together = batch->analyze(all);
    for (const std::size_t size : {std::size_t{1}, std::size_t{5}})
      for (std::size_t at = 0; at < all.size(); at += size) {
        const auto part =
            batch->analyze(std::span(all).subspan(at, std::min(size, all.size() - at)));
        for (std::size_t k = 0; k < part.size(); ++k) {
          QCOMPARE(part[k][0].ok(), together[at + k][0].ok());
          if (part[k][0].ok())
            compare(*part[k][0], *together[at + k][0],
                    1e-5); // 0 with SkylakeX kernels, not with all
        }
      }
  }

  void clipsAreReadAsTheWindowReadsThem_data() {
    QTest::addColumn<QString>("bundle");
    for (const char *name : {"multiscale-mvsa", "clip-ca-mvsa", "tam-ulag-clips", "tam-ulag-mosi"})
      QTest::newRow(name) << QString::fromLatin1(name);
  }
  void clipsAreReadAsTheWindowReadsThem() {
    QFETCH(QString, bundle);
    const auto batch = std::move(*BatchAnalyzer::open({model(bundle.toStdString())}));
    const auto single = std::move(*Analyzer::open(model(bundle.toStdString())));
    const auto together = batch->analyze(prepared(*batch, posts_));
    int clips = 0;
    for (std::size_t i = 0; i < posts_.size(); ++i) {
      const auto alone = single->analyze(posts_[i]);
      QCOMPARE(together[i][0].ok(), alone.ok());
      if (alone.ok())
        compare(*together[i][0], *alone, 2e-5);
      else
        QCOMPARE(together[i][0].error().text(), alone.error().text());
      clips += posts_[i].clip && alone.ok() ? 1 : 0;
    }
    QVERIFY(clips >= 2);
  }

  void severalModelsAtOnce() {
    const auto batch =
        std::move(*BatchAnalyzer::open({model("multiscale-mvsa"), model("ctmwa-mvsa")}));
    QCOMPARE(batch->models(), std::size_t(2));
    const auto together = batch->analyze(prepared(*batch, posts_));
    for (std::size_t m = 0; m < 2; ++m) {
      const auto single =
          std::move(*Analyzer::open(model(m == 0 ? "multiscale-mvsa" : "ctmwa-mvsa")));
      for (std::size_t i = 0; i < posts_.size(); i += 5)
        compare(*together[i][m], *single->analyze(posts_[i]), 2e-5);
    }
  }

  // The picture itself is not kept: a queue of photos would take gigabytes.
  void preparedPostsAreSmall() {
    const auto batch =
        std::move(*BatchAnalyzer::open({model("multiscale-mvsa"), model("ctmwa-mvsa")}));
    Post post;
    auto picture = std::make_shared<Image>();
    picture->width = 600, picture->height = 400;
    picture->rgb.assign(600 * 400 * 3, 90);
    post.image = picture;
    const auto ready = batch->prepare(post);
    QVERIFY(ready.ok() && !ready->post.image);
    QCOMPARE(ready->inputs.size(), std::size_t(2));
    const PreparedPictures &pictures = *ready->inputs[0]->pictures;
    QVERIFY(pictures.width == 600 && pictures.height == 400);
    QCOMPARE(pictures.images.size(), std::size_t(1));
    QCOMPARE(pictures.images[0]->width, 224);
    // One for both: they have the same encoder and the same finder.
    QCOMPARE(ready->inputs[1]->pictures, ready->inputs[0]->pictures);
    QCOMPARE(ready->inputs[1]->picture_faces, ready->inputs[0]->picture_faces);
  }

  // Nor are a clip's frames; models that see all of them do not share with those that see one.
  void preparedClipsAreSmall() {
    const auto batch =
        std::move(*BatchAnalyzer::open({model("multiscale-mvsa"), model("clip-ca-mvsa")}));
    const auto clip = std::find_if(posts_.begin(), posts_.end(),
                                   [](const Post &post) { return post.clip != nullptr; });
    const auto ready = batch->prepare(*clip);
    QVERIFY(ready.ok() && ready->post.clip && ready->post.clip->frames.empty());
    QCOMPARE(ready->inputs[0]->pictures->images.size(), std::size_t(1));
    QCOMPARE(ready->inputs[1]->pictures->images.size(), clip->clip->frames.size());
    QVERIFY(!ready->inputs[1]->picture_faces); // clip-ca does not read these
    CancelToken cancel;
    cancel.cancel();
    const auto faces = std::move(*BatchAnalyzer::open({model("tam-ulag-clips")}));
    QCOMPARE(faces->prepare(*clip, cancel).error().code, ErrorCode::cancelled);
  }

  void whatCannotBeReadFailsAlone() {
    const auto batch = std::move(*BatchAnalyzer::open({model("multiscale-mvsa")}));
    auto posts = prepared(*batch, {posts_[0], Post{}, posts_[1]});
    const auto readings = batch->analyze(posts);
    QVERIFY(readings[0][0].ok() && readings[2][0].ok());
    QVERIFY(!readings[1][0].ok() && readings[1][0].error().code == ErrorCode::missing_pair);
    Post empty;
    empty.image = std::make_shared<Image>();
    QVERIFY(!batch->prepare(empty).ok());
    QVERIFY(batch->analyze({}).empty());
    CancelToken cancel;
    cancel.cancel();
    QCOMPARE(batch->analyze(posts, {}, cancel)[0][0].error().code, ErrorCode::cancelled);
    QVERIFY(!BatchAnalyzer::open({}).ok() && !BatchAnalyzer::open({model("/no/such/model")}).ok());
  }
};

QTEST_GUILESS_MAIN(TestBatchAnalyzer)
#include "test_batch_analyzer.moc"
