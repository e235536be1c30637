#include "corpus/post_features.h"
#include "source_dir.h"
#include "sources/post.h"

#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>

using namespace affect;
namespace fs = std::filesystem;

namespace {

const fs::path root = source_dir();
const std::vector<std::string> words{"a good day",
                                     "so bad, so very bad that no word is left for it", "coffee!"};

torch::Tensor half(const torch::Tensor &x) { return x.to(torch::kHalf); }

} // namespace

/// Features of training posts are what the builder makes of them, and last in the cache.
class TestPostFeatures : public QObject {
  Q_OBJECT

  std::unique_ptr<TextEncoder> text_;
  std::unique_ptr<ImageEncoder> image_;
  std::vector<LabelledPost> posts_;
  std::vector<Image> pictures_;

  Result<FeatureSet> features(const FeatureOptions &options, const fs::path &cache = {},
                              std::size_t count = 3) {
    return extract_features({posts_.begin(), posts_.begin() + static_cast<std::ptrdiff_t>(count)},
                            *text_, *image_, FeatureCache(cache), options, {}, {});
  }

private Q_SLOTS:
  void initTestCase() {
    const fs::path folder = root / "models" / "encoders";
    auto text = TextEncoder::open(folder / "compact-text", torch::kFloat32);
    auto image = ImageEncoder::open(folder / "compact-image", torch::kFloat32);
    QVERIFY(text.ok() && image.ok());
    text_ = std::move(*text), image_ = std::move(*image);
    for (const char *name : {"portrait", "rocket", "coffee"}) {
      LabelledPost post;
      const fs::path samples = root / "resources" / "samples";
      post.source.id = name;
      post.source.image = samples / (std::string(name) + ".jpg");
      post.source.text = words[posts_.size()];
      post.joint = Polarity::positive;
      const auto loaded = load_post(post.source);
      QVERIFY(loaded.ok());
      pictures_.push_back(*loaded->image);
      posts_.push_back(post);
    }
  }

  // To the last bit: bundles were trained on these, and caches hold them.
  void theyAreWhatTheEncodersGive() {
    FeatureOptions options;
    options.masked_copies = 2;
    const auto set = features(options);
    QVERIFY2(set.ok(), set.ok() ? "" : set.error().text().c_str());
    QVERIFY(set->errors.empty());
    const auto texts = text_->encode(words);
    const auto images = image_->encode(pictures_);
    QVERIFY(images.ok());
    for (std::size_t i = 0; i < words.size(); ++i) {
      const PostFeatures &post = set->posts[i];
      QCOMPARE(post.text, words[i]);
      QCOMPARE(post.joint, int64_t(2));
      QVERIFY(torch::equal(post.tensors.text, half(texts[i].hidden)));
      QVERIFY(torch::equal(post.tensors.text_vector, half(texts[i].vector)));
      QVERIFY(torch::equal(post.tensors.words.ids, texts[i].words.ids));
      QVERIFY(torch::equal(post.tensors.image, half((*images)[i].regions)));
      QVERIFY(torch::equal(post.tensors.image_vector, half((*images)[i].vector)));
      QVERIFY(!post.tensors.frames.defined() && !post.tensors.video.defined());
      QCOMPARE(post.masked.size(), std::size_t(2));
      QCOMPARE(post.masked[0].hidden.sizes(), post.tensors.text.sizes());
      QVERIFY(!post.masked[0].below.defined());
    }
  }

  void belowTheTunedBlocksNothingIsMadeForTheSystem() {
    FeatureOptions options;
    options.text_tuned = options.image_tuned = 1;
    options.masked_copies = 1;
    const auto set = features(options);
    QVERIFY(set.ok());
    const auto texts = text_->encode_below(words, 1);
    std::vector<std::shared_ptr<const Image>> prepared;
    for (const Image &picture : pictures_)
      prepared.push_back(std::make_shared<const Image>(*image_->prepare(picture)));
    const auto images = image_->encode_below(prepared, 1, false),
               mirrored = image_->encode_below(prepared, 1, true);
    QVERIFY(images.ok() && mirrored.ok());
    for (std::size_t i = 0; i < words.size(); ++i) {
      const PostFeatures &post = set->posts[i];
      const auto row = static_cast<int64_t>(i);
      QVERIFY(!post.tensors.text.defined() && !post.tensors.image.defined());
      QVERIFY(post.tensors.words.ids.defined());
      QVERIFY(torch::equal(post.text_below.states, half(texts[i].states)));
      QCOMPARE(post.text_below.tokens, texts[i].tokens);
      QVERIFY(torch::equal(post.image_below, half((*images)[row])));
      QVERIFY(torch::equal(post.mirrored_below, half((*mirrored)[row])));
      QVERIFY(post.masked[0].below.defined() && !post.masked[0].hidden.defined());
    }
  }

  void whatIsCachedIsNotReadAgain() {
    const QTemporaryDir folder;
    const fs::path cache = folder.path().toStdString();
    const auto first = features({}, cache, 2), all = features({}, cache),
               again = features({}, cache);
    QVERIFY(first.ok() && all.ok() && again.ok());
    QCOMPARE(all->posts.size(), std::size_t(3));
    for (std::size_t i = 0; i < 3; ++i) {
      const PostTensors &one = all->posts[i].tensors, &other = again->posts[i].tensors;
      QVERIFY(torch::equal(one.text, other.text) && torch::equal(one.image, other.image));
      QVERIFY(torch::equal(one.text_vector, other.text_vector));
      QVERIFY(torch::equal(one.words.ids, other.words.ids));
      if (i < 2)
        QVERIFY(torch::equal(one.image, first->posts[i].tensors.image));
    }
    std::size_t entries = 0;
    for (const auto &entry : fs::recursive_directory_iterator(cache))
      entries += entry.is_regular_file() ? 1 : 0;
    QCOMPARE(entries, std::size_t(6)); // a text and a picture each
  }

  void aPostThatCannotBeReadIsLeftOut() {
    const QTemporaryDir folder;
    const fs::path broken = fs::path(folder.path().toStdString()) / "broken.jpg";
    auto posts = posts_;
    QVERIFY(QFile(QString::fromStdString(broken.string())).open(QIODevice::WriteOnly));
    posts[1].source.image = broken;
    const auto set = extract_features(posts, *text_, *image_, FeatureCache({}), {}, {}, {});
    QVERIFY(set.ok());
    QCOMPARE(set->posts.size(), std::size_t(2));
    QCOMPARE(set->errors.size(), std::size_t(1));
    QCOMPARE(set->posts[1].id, std::string("coffee"));
    QVERIFY(set->posts[1].tensors.text.defined() && set->posts[1].tensors.image.defined());
  }
};

QTEST_GUILESS_MAIN(TestPostFeatures)
#include "test_post_features.moc"
