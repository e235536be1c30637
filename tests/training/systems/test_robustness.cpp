#include "training/systems/ablation.h"
#include "training/systems/crossval.h"
#include "training/systems/robustness.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace affect;

namespace {

constexpr int64_t width = 6;

std::vector<PostFeatures> made_posts(int count) {
  torch::manual_seed(1);
  std::vector<PostFeatures> posts;
  for (int i = 0; i < count; ++i) {
    PostFeatures post;
    post.id = post.text = std::to_string(i);
    post.joint = post.text_label = post.image_label = i % 3;
    const auto shown = 4 * torch::one_hot(torch::tensor(int64_t(i % 3)), width).to(torch::kHalf);
    post.tensors = {shown.unsqueeze(0), shown, shown.unsqueeze(0), shown};
    posts.push_back(post);
  }
  posts.front().joint = -1; // never counted
  return posts;
}

// Reads the text, where it is told that there is one; else says 1, or, with stand-ins, what the
// image shows.
class Reader : public System {
public:
  explicit Reader(bool stands_in) : System({"reader", width, width, 1, {}}), stands_in_(stands_in) {
    register_parameter("unused", torch::zeros({1}));
  }
  SystemOutput forward(const SystemInput &input, bool) override {
    auto other = torch::tensor({0.0f, 1.0f, 0.0f}).expand({input.has_text.size(0), 3});
    if (stands_in_)
      other = input.image_vector.slice(1, 0, 3);
    const auto has = input.has_text.unsqueeze(1);
    SystemOutput output;
    output.logits = input.text_vector.slice(1, 0, 3) * has + other * (1 - has);
    return output;
  }
  torch::Tensor loss(const SystemOutput &, const SystemLabels &) override {
    return torch::zeros({});
  }
  bool translates() const override { return stands_in_; }

private:
  bool stands_in_;
};

const RobustnessPoint &point_at(const std::vector<RobustnessPoint> &points, Hidden removed,
                                const std::string &filling, double share) {
  for (const auto &point : points)
    if (point.removed == removed && point.filling == filling &&
        std::abs(point.share - share) < 1e-9)
      return point;
  throw std::runtime_error("no such point");
}

} // namespace

class TestRobustness : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void theCurveFallsAsPostsLoseWhatIsRead() {
    Reader system(false);
    const auto points = robustness(system, made_posts(91));
    QCOMPARE(points.size(), std::size_t(22)); // two modalities, eleven shares, one filling
    QCOMPARE(point_at(points, Hidden::text, "own", 0).accuracy, 1.0);
    QCOMPARE(point_at(points, Hidden::image, "own", 1).accuracy, 1.0); // the image is not read
    const double all = point_at(points, Hidden::text, "own", 1).accuracy,
                 half = point_at(points, Hidden::text, "own", 0.5).accuracy;
    QVERIFY(std::abs(all - 30.0 / 90) < 1e-6); // only those of class 1
    QVERIFY(std::abs(half - (1 + all) / 2) < 0.05);
    QVERIFY(point_at(points, Hidden::text, "own", 1).weighted_f1 < all);
  }

  void translationIsScoredBesideZeros() {
    Reader system(true);
    const auto points = robustness(system, made_posts(91));
    QCOMPARE(points.size(), std::size_t(44));
    QCOMPARE(point_at(points, Hidden::text, "translation", 1).accuracy, 1.0);
    QVERIFY(point_at(points, Hidden::text, "zeros", 1).accuracy <
            0.5); // not told: it reads the zeros
  }

  void anEvaluationHasTheEndOfTheCurve() {
    Reader translating(true), leaving_out(false);
    const auto posts = made_posts(91);
    const auto points = robustness(translating, posts);
    const Evaluation ours = evaluate_system(translating, posts, {}),
                     none = evaluate_system(leaving_out, posts, {});
    QCOMPARE(ours.image_only.accuracy, point_at(points, Hidden::text, "translation", 1).accuracy);
    QCOMPARE(ours.zeros_for_text.accuracy, point_at(points, Hidden::text, "zeros", 1).accuracy);
    QCOMPARE(ours.zeros_for_image.accuracy, point_at(points, Hidden::image, "zeros", 1).accuracy);
    QCOMPARE(none.zeros_for_text.n, int64_t(0));
  }

  void theSameSeedRemovesFromTheSamePosts() {
    Reader system(false);
    const auto posts = made_posts(40);
    RobustnessOptions options;
    options.draws = 1;
    const auto a = robustness(system, posts, options), b = robustness(system, posts, options);
    options.seed = 2;
    const auto c = robustness(system, posts, options);
    bool differs = false;
    for (std::size_t i = 0; i < a.size(); ++i) {
      QCOMPARE(a[i].accuracy, b[i].accuracy);
      differs = differs || a[i].weighted_f1 != c[i].weighted_f1;
    }
    QVERIFY(differs);
  }

  void theFileHasALineForEveryPoint() {
    const QTemporaryDir folder;
    const auto file = std::filesystem::path(folder.path().toStdString()) / "curve.csv";
    RobustnessPoint point;
    point.removed = Hidden::text;
    point.share = 0.1;
    point.filling = "zeros";
    point.accuracy = 0.5;
    point.weighted_f1 = 0.25;
    QVERIFY(write_robustness(file, {point}).ok());
    std::ifstream in(file);
    std::string header, line;
    std::getline(in, header);
    std::getline(in, line);
    QCOMPARE(QString::fromStdString(header),
             QStringLiteral("removed,share,filling,accuracy,weighted_f1"));
    QCOMPARE(QString::fromStdString(line), QStringLiteral("text,0.10,zeros,0.5000,0.2500"));
    QVERIFY(!write_robustness(file.parent_path() / "none" / "x.csv", {point}).ok());
  }

  void everyFormIsTrainedWithEverySeed() {
    static TextEncoder *const no_encoder = nullptr; // language_weight is 0: never looked at
    SystemTrainingOptions options;
    options.epochs = 1;
    options.batch_size = 16;
    options.language_weight = 0;
    const SystemConfig config{
        "ctmwa", width, width, 1, {{"width", 8}, {"embedding", 4}, {"members", 1}}};
    const auto posts = made_posts(48);
    const auto arms = compare_ablations(config, posts, posts, 2, *no_encoder, options, {}, {});
    QVERIFY(arms.ok());
    QCOMPARE(arms->size(), make_system(config)->ablations().size());
    for (const AblationArm &arm : *arms) {
      QVERIFY(!arm.name.empty());
      QCOMPARE(arm.runs.folds.size(), std::size_t(2));
      QCOMPARE(arm.runs.folds.front().all.n, int64_t(47));
    }
    const SystemConfig without{"multiscale", width, width, 1, {{"width", 8}, {"heads", 2}}};
    QVERIFY(!compare_ablations(without, posts, posts, 2, *no_encoder, options, {}, {}).ok());
    QVERIFY(!set_training_options(options, {{"no such option", 1}}).ok());
  }
};

QTEST_GUILESS_MAIN(TestRobustness)
#include "test_robustness.moc"
