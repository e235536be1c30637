#include "analysis/analyzer.h"
#include "analysis/inference_thread.h"
#include "analysis/random_bundle.h"
#include "source_dir.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <future>

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

// One call's answer, waited for.
template <typename Value> struct Answer {
  std::promise<Result<Value>> promise;
  std::function<void(Result<Value>)> take() {
    return [this](Result<Value> value) { promise.set_value(std::move(value)); };
  }
  Result<Value> get() { return promise.get_future().get(); }
};

bool same(const Reading &a, const Reading &b) {
  for (std::size_t i = 0; i < 3; ++i)
    if (std::abs(a.probabilities[i] - b.probabilities[i]) > 1e-5f)
      return false;
  return true;
}

} // namespace

/// Bundles of the system ctmwa: what a reading says of weights and of translated modalities, and
/// changing models.
class TestCtmwaBundle : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() {
    qputenv("AFFECTSCOPE_MODELS", (source_dir() / "models").c_str());
    if (find_model("multiscale-mvsa").empty())
      QSKIP("models/multiscale-mvsa, whose encoders are used, is not there");
    QVERIFY(write_random_bundle(path("plain"), "multiscale").ok());
    QVERIFY(write_random_bundle(path("translating"), "ctmwa").ok());
    QVERIFY(write_random_bundle(path("leaving-out"), "ctmwa", {{"absent", 0}}).ok());
    QVERIFY(
        write_random_bundle(path("published"), "ctmwa", {{"published", 1}, {"absent", 1}}).ok());
    options_.precision = Precision::fp32;
    options_.threads = 1;
    options_.bundle = path("plain");
    auto opened = Analyzer::open(options_);
    QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().text().c_str());
    multiscale_ = std::move(*opened);
  }

  void presentModalitiesHaveWeightsAndTheirOwnResult() {
    auto analyzer = open("translating");
    QVERIFY(analyzer->info().translates);
    const auto reading = analyzer->analyze(sample_post());
    QVERIFY(reading.ok());
    float sum = 0;
    for (const Modality which : {Modality::text, Modality::image}) {
      const UnimodalReading *one = reading->modality(which);
      QVERIFY(one->presence == Presence::present);
      QVERIFY(one->probabilities && one->weight);
      sum += *one->weight;
    }
    QVERIFY(std::abs(sum - 1) < 1e-3f);
    QVERIFY(!reading->attention);
  }

  void anAbsentModalityIsTranslatedAndWeighsNothing() {
    auto analyzer = open("translating");
    AnalyzeOptions options;
    options.hide_image = true;
    const auto hidden = analyzer->analyze(sample_post(), options);
    QVERIFY(hidden.ok());
    const UnimodalReading *image = hidden->modality(Modality::image),
                          *text = hidden->modality(Modality::text);
    QVERIFY(image->presence == Presence::translated);
    QVERIFY(!image->probabilities);
    QCOMPARE(*image->weight, 0.0f);
    QVERIFY(text->presence == Presence::present);
    QVERIFY(std::abs(*text->weight - 1) < 1e-3f);
    QVERIFY(!hidden->disagreement);
    Post picture = sample_post();
    picture.text.reset();
    const auto silent = analyzer->analyze(picture);
    QVERIFY(silent.ok());
    QVERIFY(silent->modality(Modality::text)->presence == Presence::translated);
    QCOMPARE(*silent->modality(Modality::text)->weight, 0.0f);
  }

  void withoutTranslationItIsMissing() {
    AnalyzeOptions options;
    options.hide_image = true;
    auto analyzer = open("leaving-out");
    QVERIFY(!analyzer->info().translates);
    const auto reading = analyzer->analyze(sample_post(), options);
    QVERIFY(reading.ok());
    QVERIFY(reading->modality(Modality::image)->presence == Presence::missing);
    QCOMPARE(*reading->modality(Modality::image)->weight, 0.0f);
    // A system without weights says nothing of them.
    const auto other = multiscale_->analyze(sample_post(), options);
    QVERIFY(other->modality(Modality::image)->presence == Presence::missing);
    QVERIFY(!other->modality(Modality::image)->weight);
    QVERIFY(!other->modality(Modality::text)->weight);
  }

  void thePublishedFormSaysSoToo() {
    AnalyzeOptions options;
    options.hide_text = true;
    const auto reading = open("published")->analyze(sample_post(), options);
    QVERIFY(reading.ok());
    QVERIFY(reading->modality(Modality::text)->presence == Presence::translated);
    QCOMPARE(*reading->modality(Modality::text)->weight, 0.0f);
  }

  void equalEncodersAreInMemoryOnceAndReadTheSame() {
    options_.bundle = path("translating");
    auto alone = Analyzer::open(options_);
    auto sharing = Analyzer::open(options_, multiscale_.get());
    QVERIFY(alone.ok() && sharing.ok());
    QVERIFY((*sharing)->shares_encoders_with(*multiscale_));
    QVERIFY(!(*alone)->shares_encoders_with(*multiscale_));
    const auto a = (*alone)->analyze(sample_post()), b = (*sharing)->analyze(sample_post());
    QVERIFY(a.ok() && b.ok());
    QVERIFY(same(*a, *b));
    // Another precision is another encoder.
    options_.precision = Precision::bf16;
    auto other = Analyzer::open(options_, multiscale_.get());
    options_.precision = Precision::fp32;
    QVERIFY(other.ok());
    QVERIFY(!(*other)->shares_encoders_with(*multiscale_));
  }

  void theThreadChangesModels() {
    options_.bundle = path("plain");
    Answer<ModelInfo> first, second, third;
    InferenceThread thread(options_, first.take());
    QVERIFY(first.get().ok());
    Answer<Reading> with_other;
    thread.enqueue_with(path("translating"), sample_post(), {}, with_other.take());
    const auto compared = with_other.get();
    QVERIFY(compared.ok());
    QCOMPARE(compared->model, std::string("translating"));
    thread.use(path("translating"), second.take());
    Answer<Reading> after; // asked for before the model is there
    thread.request(sample_post(), {}, after.take());
    const auto info = second.get();
    QVERIFY(info.ok());
    QCOMPARE(info->id, std::string("translating"));
    const auto reading = after.get();
    QVERIFY(reading.ok());
    QCOMPARE(reading->model, std::string("translating"));
    QVERIFY(same(*reading, *compared));
    // A model that cannot be loaded leaves the one before.
    thread.use(path("not-there"), third.take());
    QVERIFY(!third.get().ok());
    Answer<Reading> still;
    thread.request(sample_post(), {}, still.take());
    QCOMPARE(still.get()->model, std::string("translating"));
  }

  void theLastChoiceCounts() {
    options_.bundle = path("plain");
    InferenceThread thread(options_, {});
    Answer<ModelInfo> first, second;
    thread.use(path("translating"), first.take()); // the thread still loads its first model
    thread.use(path("leaving-out"), second.take());
    const auto overtaken = first.get();
    QVERIFY(overtaken.ok() || overtaken.error().code == ErrorCode::cancelled);
    QCOMPARE(second.get()->id, std::string("leaving-out"));
  }

private:
  fs::path path(const char *name) const { return fs::path(folder_.path().toStdString()) / name; }
  std::unique_ptr<Analyzer> open(const char *name) {
    options_.bundle = path(name);
    auto opened = Analyzer::open(options_, multiscale_.get());
    if (!opened.ok())
      qFatal("%s", opened.error().text().c_str());
    return std::move(*opened);
  }

  QTemporaryDir folder_;
  AnalyzerOptions options_;
  std::unique_ptr<Analyzer> multiscale_;
};

QTEST_GUILESS_MAIN(TestCtmwaBundle)
#include "test_ctmwa_bundle.moc"
