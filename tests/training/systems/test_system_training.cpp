#include "training/systems/crossval.h"
#include "training/trainer/system_batches.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>
#include <set>

using namespace affect;

namespace {

constexpr int64_t text_width = 16, image_width = 12;

SystemConfig config() {
  return {
      "multiscale", text_width, image_width, 4, {{"width", 16}, {"heads", 2}, {"local_layers", 1}}};
}

// Posts whose label shows in the text's and, less often, in the image's features.
std::vector<PostFeatures> made_posts(int count, int64_t seed) {
  torch::manual_seed(seed);
  std::vector<PostFeatures> posts;
  for (int i = 0; i < count; ++i) {
    PostFeatures post;
    post.id = std::to_string(seed) + "-" + std::to_string(i);
    post.text = "words of post " + post.id;
    post.joint = post.text_label = i % 3;
    post.image_label = i % 2 == 0 ? i % 3 : -1;
    const int64_t tokens = 2 + i % 5;
    auto text = torch::randn({tokens, text_width});
    text.select(1, post.joint).add_(3);
    auto image = torch::randn({4, image_width});
    image.select(1, post.joint).add_(1);
    post.tensors = {text.to(torch::kHalf), text.mean(0).to(torch::kHalf), image.to(torch::kHalf),
                    image.mean(0).to(torch::kHalf)};
    posts.push_back(post);
  }
  return posts;
}

SystemTrainingOptions quick() {
  SystemTrainingOptions options;
  options.epochs = 8;
  options.batch_size = 16;
  options.rate = 3e-3;
  options.language_weight = 0; // needs a text encoder; covered where the shipped one is
  options.average = 0.9;
  return options;
}

Result<void> run(System &system, const SystemTrainingOptions &options,
                 const std::vector<PostFeatures> &dev = {}) {
  static TextEncoder *const no_encoder = nullptr; // language_weight is 0: never looked at
  return train_system(system, made_posts(240, 1), dev, *no_encoder, options, {}, {});
}

std::shared_ptr<System> fresh(int64_t seed) {
  torch::manual_seed(seed);
  return make_system(config());
}

// A system that makes steps of its own with query posts.
std::shared_ptr<System> fresh_with_meta(int64_t seed, double published = 0) {
  torch::manual_seed(seed);
  return make_system({"ctmwa",
                      text_width,
                      image_width,
                      4,
                      {{"width", 16}, {"embedding", 8}, {"published", published}}});
}

} // namespace

class TestSystemTraining : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void itLearnsAndStillReadsWithOneModality() {
    const auto system = fresh(1);
    auto longer = quick();
    longer.epochs = 20;
    QVERIFY(run(*system, longer).ok());
    const auto test = made_posts(120, 2);
    const auto evaluation = evaluate_system(*system, test, {});
    QVERIFY2(evaluation.all.accuracy > 0.85, qPrintable(QString::number(evaluation.all.accuracy)));
    QVERIFY(evaluation.text_only.accuracy > 0.8);
    QVERIFY(evaluation.image_only.accuracy > 0.5);
    QCOMPARE(evaluation.image_head.n, int64_t(60)); // only those with a label of their own
    QVERIFY2(evaluation.text_head.accuracy > 0.8,
             qPrintable(QString::number(evaluation.text_head.accuracy)));
  }

  void theSameSeedGivesTheSameWeights() {
    const auto a = fresh(3), b = fresh(3);
    auto options = quick();
    options.epochs = 2;
    QVERIFY(run(*a, options).ok());
    QVERIFY(run(*b, options).ok());
    const auto left = state_of(*a), right = state_of(*b);
    for (const auto &[name, tensor] : left)
      QVERIFY2(torch::equal(tensor, right.at(name)), name.c_str());
  }

  void anInterruptedRunEndsAsAWholeOne_data() {
    QTest::addColumn<int>("kind");
    QTest::newRow("no meta step") << 0;
    QTest::newRow("weight nets of its own") << 1;
    QTest::newRow("all parameters of its own") << 2;
  }

  void anInterruptedRunEndsAsAWholeOne() {
    QFETCH(int, kind);
    const auto made = [&](int64_t seed) {
      return kind == 0 ? fresh(seed) : fresh_with_meta(seed, kind - 1);
    };
    const QTemporaryDir folder;
    auto options = quick();
    options.epochs = 4;
    options.folder = folder.path().toStdString();
    const auto whole = made(4);
    QVERIFY(run(*whole, options).ok());
    const QTemporaryDir other;
    options.folder = other.path().toStdString();
    const auto cut = made(4);
    // Stop after the second epoch, by the progress of the first two.
    const CancelToken cancel;
    static TextEncoder *const no_encoder = nullptr;
    const auto stopped = train_system(
        *cut, made_posts(240, 1), {}, *no_encoder, options,
        [&](const Progress &p) {
          if (p.fraction >= 0.5)
            cancel.cancel();
        },
        cancel);
    QVERIFY(!stopped.ok());
    QVERIFY(stopped.error().code == ErrorCode::cancelled);
    const auto resumed = made(99); // its weights come from the checkpoint
    options.resume = true;
    QVERIFY(run(*resumed, options).ok());
    const auto left = state_of(*whole), right = state_of(*resumed);
    for (const auto &[name, tensor] : left)
      QVERIFY2(torch::allclose(tensor, right.at(name), 1e-5, 1e-6), name.c_str());
    std::ifstream curves(other.path().toStdString() + "/curves.csv");
    int lines = 0;
    for (std::string line; std::getline(curves, line);)
      ++lines;
    QCOMPARE(lines, 5); // header and four epochs
  }

  void queryPostsHaveAllLabelsAndAreNoSupport() {
    auto posts = made_posts(100, 1); // every other one has an image label
    posts[0].joint = -1;
    const auto rows = split_query(posts, 0.1, 1);
    QCOMPARE(rows.query.size(), std::size_t(10));
    QCOMPARE(rows.support.size(), std::size_t(90));
    std::vector<bool> seen(posts.size());
    for (const auto &part : {rows.support, rows.query})
      for (const std::size_t row : part) {
        QVERIFY(!seen[row]);
        seen[row] = true;
      }
    for (const std::size_t row : rows.query)
      QVERIFY(posts[row].joint >= 0 && posts[row].text_label >= 0 && posts[row].image_label >= 0);
    QVERIFY(split_query(posts, 0.1, 1).query == rows.query);
    QVERIFY(split_query(posts, 0.1, 2).query != rows.query);
    QCOMPARE(split_query(posts, 0.9, 1).query.size(), std::size_t(49)); // no more have all labels
    QVERIFY(split_query(posts, 0, 1).query.empty());
  }

  void queryPostsAreNeverInTheSupportOfAMetaStep() {
    // Every post is recognised by its text: what was ever asked about is never learnt from.
    class Watching : public System {
    public:
      explicit Watching(SystemConfig config) : System(std::move(config)) {
        weight_ = register_parameter("weight", torch::zeros({3}));
      }
      SystemOutput forward(const SystemInput &input, bool) override {
        stepped += input.has_text.size(0);
        SystemOutput output;
        output.logits = weight_ + torch::zeros({input.has_text.size(0), 3});
        return output;
      }
      torch::Tensor loss(const SystemOutput &output, const SystemLabels &labels) override {
        return labelled_cross_entropy(output.logits, labels.joint, 0);
      }
      bool wants_query() const override { return true; }
      void meta_step(const SystemInput &support, const SystemLabels &labels,
                     const SystemInput &query, const SystemLabels &) override {
        matches = matches && labels.joint.size(0) == support.text_vector.size(0);
        for (const auto &row : support.text_vector.unbind(0))
          learnt.insert(row.sum().item<double>());
        for (const auto &row : query.text_vector.unbind(0))
          asked.insert(row.sum().item<double>());
      }
      std::set<double> learnt, asked;
      int64_t stepped = 0;
      bool matches = true;

    private:
      torch::Tensor weight_;
    };
    for (const bool apart : {false, true}) {
      Watching system({"watching", text_width, image_width, 4, {}});
      auto options = quick();
      options.epochs = 1;
      options.drop_modality = 0;
      options.query_apart = apart;
      QVERIFY(run(system, options).ok());
      QCOMPARE(system.asked.size(), std::size_t(24));
      QVERIFY(system.matches);
      for (const double one : system.asked)
        QVERIFY(!system.learnt.count(one));
      QCOMPARE(system.stepped, int64_t(apart ? 216 : 240));
    }
  }

  void aHiddenModalityTeachesNothing() {
    auto options = quick();
    options.epochs = 15;
    options.hidden = Hidden::text;
    const auto system = fresh(8);
    QVERIFY(run(*system, options).ok());
    const auto evaluation = evaluate_system(*system, made_posts(120, 2), {});
    QVERIFY(evaluation.image_only.accuracy > evaluation.text_only.accuracy + 0.1);
  }

  void weightNetsEndAsTheirMeanToo() {
    const auto system = fresh_with_meta(6);
    std::map<std::string, torch::Tensor> before;
    for (const auto &[name, tensor] : state_of(*system))
      before[name] = tensor.clone();
    auto options = quick();
    options.epochs = 2;
    QVERIFY(run(*system, options).ok());
    for (const auto &[name, tensor] : state_of(*system))
      QVERIFY2(!torch::equal(tensor, before.at(name)), name.c_str());
    options.bf16 = true;
    QVERIFY(run(*fresh_with_meta(6), options).ok());
  }

  void systemsTrainWithoutTheirParts() {
    const SystemConfig whole{"clip-ca",
                             text_width,
                             image_width,
                             4,
                             {{"width", 16}, {"heads", 2}, {"vector_width", 16}, {"members", 2}}};
    auto options = quick();
    options.epochs = 12;
    const auto score_without = [&](const std::vector<std::string> &parts) {
      torch::manual_seed(9);
      const auto system = make_system(*leave_out(whole, parts));
      if (!run(*system, options).ok())
        qFatal("it does not train");
      return evaluate_system(*system, made_posts(120, 2), {});
    };
    const auto all = score_without({});
    QVERIFY2(all.all.accuracy > 0.85, qPrintable(QString::number(all.all.accuracy)));
    QVERIFY(all.calibration.by_uncertainty);
    QVERIFY(all.text_weight != 0);
    const auto plain = score_without({"uncertainty", "cross-attention"});
    QVERIFY2(plain.all.accuracy > 0.85, qPrintable(QString::number(plain.all.accuracy)));
    QVERIFY(!plain.calibration.by_uncertainty);
    // The image shows the label less well; hiding it where it is left out anyway changes nothing.
    const auto image_alone = score_without({"text"}), text_alone = score_without({"image"});
    QVERIFY(image_alone.all.accuracy < text_alone.all.accuracy);
    QCOMPARE(text_alone.all.accuracy, text_alone.text_only.accuracy);
  }

  void repeatedTextsAreLeftOutOfTheirOwnFigure() {
    const auto system = fresh(5);
    system->eval();
    auto test = made_posts(30, 2);
    auto train = made_posts(30, 3);
    test[0].text = "The SAME words http://t.co/1";
    train[7].text = "the same words";
    const auto evaluation = evaluate_system(*system, test, train);
    QCOMPARE(evaluation.all.n, int64_t(30));
    QCOMPARE(evaluation.unrepeated.n, int64_t(29));
  }

  void foldsCoverEveryLabelledPostOnce() {
    auto posts = made_posts(60, 1);
    posts[5].joint = -1;
    auto options = quick();
    options.epochs = 1;
    static TextEncoder *const no_encoder = nullptr;
    const auto result = cross_validate(config(), posts, 3, 1, *no_encoder, options, {}, {});
    QVERIFY(result.ok());
    int64_t n = 0;
    for (const Evaluation &fold : result->folds)
      n += fold.all.n;
    QCOMPARE(n, int64_t(59));
    QVERIFY(result->logits.sizes() == torch::IntArrayRef({59, 3}));
    QVERIFY(result->labels.ge(0).all().item<bool>());
    QVERIFY(result->temperature >= 0.25 && result->temperature <= 4);
    QVERIFY(!result->calibration.by_uncertainty); // this system does not say how sure it is
    QVERIFY(!cross_validate(config(), posts, 1, 1, *no_encoder, options, {}, {}).ok());
  }
};

QTEST_GUILESS_MAIN(TestSystemTraining)
#include "test_system_training.moc"
