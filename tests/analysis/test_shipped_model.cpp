#include "analysis/inference_thread.h"
#include "base/paths.h"
#include "source_dir.h"

#include <QtTest>

#include <atomic>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

using namespace affect;

/// The model that comes with the program, on the posts that come with it.
class TestShippedModel : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() {
    qputenv("AFFECTSCOPE_MODELS", (source_dir() / "models").c_str());
    samples_ = source_dir() / "resources" / "samples";
    AnalyzerOptions options;
    options.bundle = "multiscale-mvsa";
    options.precision = Precision::fp32;
    auto opened = Analyzer::open(options);
    QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().text().c_str());
    analyzer_ = std::move(*opened);
  }

  void everySampleIsRead() {
    const PostScan scan = scan_posts(samples_);
    QVERIFY(scan.errors.empty());
    QVERIFY(scan.posts.size() >= 5);
    for (const PostSource &source : scan.posts) {
      const auto post = load_post(source);
      QVERIFY(post.ok());
      const auto reading = analyzer_->analyze(*post);
      QVERIFY2(reading.ok(), source.id.c_str());
      const auto &p = reading->probabilities;
      QVERIFY(std::abs(p[0] + p[1] + p[2] - 1) < 1e-4);
      QCOMPARE(reading->modalities.size(), std::size_t(2));
      if ((!post->image && !post->clip) || !post->text)
        continue;
      QVERIFY(reading->attention.has_value());
      const CrossAttention &attention = *reading->attention;
      QCOMPARE(attention.regions, reading->grid.count());
      QCOMPARE(attention.words, static_cast<int>(reading->words.size()));
      QCOMPARE(attention.word_to_region.size(),
               static_cast<std::size_t>(attention.layers * attention.heads * attention.words *
                                        attention.regions));
      for (int word = 0; word < attention.words; ++word) {
        const auto row = attention.regions_of_word(word);
        QVERIFY(std::abs(std::accumulate(row.begin(), row.end(), 0.0f) - 1) < 1e-3);
      }
    }
  }

  // A system of pictures reads the frame in the middle of a clip.
  void clipsAreRead() {
    const auto post = load_post({"umbrella", {}, {}, {}, samples_ / "umbrella.mp4"});
    QVERIFY(post.ok() && post->clip && post->text);
    const auto reading = analyzer_->analyze(*post);
    QVERIFY(reading.ok());
    QCOMPARE(reading->duration_s, post->clip->info.duration);
    QCOMPARE(reading->frame_times,
             (std::vector<double>{post->clip->frames[post->clip->frames.size() / 2].time}));
    QVERIFY(reading->attention && reading->attention->regions == reading->grid.count());
    AnalyzeOptions hide;
    hide.hide_image = true;
    const auto words = analyzer_->analyze(*post, hide);
    QVERIFY(words.ok() && words->frame_times.empty() && !words->attention);
    Post silent = *post; // nothing but sound is left
    silent.text.reset();
    silent.clip = std::make_shared<const ClipContent>(ClipContent{post->clip->info, {}, {}});
    const auto nothing = analyzer_->analyze(silent);
    QVERIFY(!nothing.ok() && nothing.error().code == ErrorCode::missing_pair);
    QVERIFY(nothing.error().message.find("transcript") != std::string::npos);
  }

  void plainTextsHaveTheirPolarity() {
    QVERIFY(polarity("I love this, what a wonderful happy day! #blessed") == Polarity::positive);
    QVERIFY(polarity("This is terrible, I hate it. Worst service ever, so angry and sad") ==
            Polarity::negative);
    QVERIFY(polarity("房间很干净，服务态度非常好，下次还会再来！") == Polarity::positive);
    QVERIFY(polarity("太差了，非常失望，质量很糟糕，再也不会买了") == Polarity::negative);
  }

  void whatIsMissingIsSaid() {
    Post post;
    post.text = "what a wonderful day";
    const auto reading = analyzer_->analyze(post);
    QVERIFY(reading.ok());
    QVERIFY(reading->modality(Modality::image)->presence == Presence::missing);
    QVERIFY(!reading->attention);
    QVERIFY(!analyzer_->analyze(Post{}).ok());
  }

  void hidingAModalityEqualsNotHavingIt() {
    const auto post = load_post({"coffee", samples_ / "coffee.jpg", samples_ / "coffee.txt", {}});
    QVERIFY(post.ok());
    AnalyzeOptions hide;
    hide.hide_image = true;
    Post bare = *post;
    bare.image.reset();
    const auto hidden = analyzer_->analyze(*post, hide), without = analyzer_->analyze(bare);
    QVERIFY(hidden.ok() && without.ok());
    QCOMPARE(hidden->probabilities, without->probabilities);
  }

  // This model reads one picture: of a clip the middle frame.
  void clipIsReadByItsMiddleFrame() {
    const auto post = load_post({"coffee", samples_ / "coffee.jpg", samples_ / "coffee.txt", {}});
    QVERIFY(post.ok());
    auto content = std::make_shared<ClipContent>();
    for (const double time : {0.0, 1.0, 2.0})
      content->frames.push_back({time, *post->image});
    for (std::size_t other : {0u, 2u})
      std::fill(content->frames[other].image.rgb.begin(), content->frames[other].image.rgb.end(),
                std::uint8_t{90});
    Post clip = *post;
    clip.image.reset();
    clip.clip = content;
    const auto of_still = analyzer_->analyze(*post), of_clip = analyzer_->analyze(clip);
    QVERIFY(of_still.ok() && of_clip.ok());
    QCOMPARE(of_clip->probabilities, of_still->probabilities);
    QVERIFY(of_clip->modality(Modality::image)->presence == Presence::present);
  }

  void expectedWordsAreWordsWithProbabilities() {
    const auto post = load_post({"coffee", samples_ / "coffee.jpg", samples_ / "coffee.txt", {}});
    QVERIFY(post.ok());
    AnalyzeOptions options;
    options.expected_words = true;
    const auto reading = analyzer_->analyze(*post, options);
    QVERIFY(reading.ok());
    QCOMPARE(reading->expected_words.size(), reading->words.size());
    for (const ExpectedWord &word : reading->expected_words) {
      QVERIFY(!word.candidates.empty());
      float before = 1;
      for (const auto &candidate : word.candidates) {
        QVERIFY(!candidate.text.empty() && candidate.probability <= before &&
                candidate.probability > 0);
        before = candidate.probability;
      }
    }
  }

  void wordsSayWhatTheyAdd() {
    Post post;
    post.text = "this day was great , great and terrible";
    const auto reading = analyzer_->analyze(post);
    QVERIFY(reading.ok() && !reading->words.empty());
    std::map<std::string, float> adds;
    float most = 0;
    for (const WordSpan &word : reading->words) {
      QVERIFY(word.by_itself.has_value());
      const std::string text = reading->text.substr(word.begin, word.end - word.begin);
      if (adds.count(text))
        QCOMPARE(*word.by_itself, adds[text]); // the same word, whatever stands around it
      adds[text] = *word.by_itself;
      most = std::max(most, std::abs(*word.by_itself));
    }
    QVERIFY(most > 0.01f && most < 5);
  }

  void offsetsCutTheTextAtWords() {
    Post post;
    post.text = "Great coffee ☕ 房间很好 :)";
    const auto reading = analyzer_->analyze(post);
    QVERIFY(reading.ok());
    std::set<std::string> words;
    for (const WordSpan &word : reading->words)
      words.insert(reading->text.substr(word.begin, word.end - word.begin));
    QVERIFY(words.count("Great"));
    QVERIFY(words.count("coffee"));
  }

  void theThreadAnswersTheLatestRequest() {
    AnalyzerOptions options;
    options.bundle = "multiscale-mvsa";
    std::atomic<int> answered{0}, cancelled{0};
    std::atomic<bool> last{false};
    {
      InferenceThread thread(options, {});
      for (int i = 0; i < 20; ++i) {
        Post post;
        post.text = "post number " + std::to_string(i);
        thread.request(post, {}, [&, i](const Result<Reading> &reading) {
          if (!reading.ok() && reading.error().code == ErrorCode::cancelled) {
            ++cancelled;
          } else {
            ++answered;
            if (i == 19)
              last = reading.ok();
          }
        });
      }
      QTRY_VERIFY_WITH_TIMEOUT(last.load(), 120000);
    }
    QCOMPARE(answered + cancelled, 20); // every callback came, once
  }

  // A clip in the background takes long: a request comes before it, and it is read none the less.
  void backgroundMakesRoom() {
    AnalyzerOptions options;
    options.bundle = "multiscale-mvsa";
    options.precision = Precision::fp32;
    std::atomic<bool> opened = false, asked = false, clip_read = false;
    std::atomic<int> clip_answers = 0, order = 0, request_order = 0, clip_order = 0;
    InferenceThread thread(options, [&](const Result<ModelInfo> &) { opened = true; });
    QTRY_VERIFY_WITH_TIMEOUT(opened.load(), 120000);
    thread.enqueue({"umbrella", {}, {}, {}, samples_ / "umbrella.mp4"}, {},
                   [&](const Result<Reading> &reading) {
                     ++clip_answers;
                     clip_read = reading.ok();
                     clip_order = ++order;
                   });
    QTest::qWait(5); // it is under way
    Post post;
    post.text = "this first";
    thread.request(post, {}, [&](const Result<Reading> &reading) {
      asked = reading.ok();
      request_order = ++order;
    });
    QTRY_VERIFY_WITH_TIMEOUT(asked.load() && clip_answers > 0, 120000);
    QVERIFY(clip_read);
    QCOMPARE(clip_answers.load(), 1);
    QVERIFY(request_order < clip_order);
  }

private:
  Polarity polarity(const std::string &text) {
    Post post;
    post.text = text;
    const auto reading = analyzer_->analyze(post);
    return reading.ok() ? polarity_of(reading->probabilities) : Polarity::neutral;
  }
  std::filesystem::path samples_;
  std::unique_ptr<Analyzer> analyzer_;
};

QTEST_GUILESS_MAIN(TestShippedModel)
#include "test_shipped_model.moc"
