#include "evaluation/score_predictions.h"

#include "evaluation/evaluation_json.h"

#include <QTest>

#include <limits>

using namespace affect;

namespace {

// Logits that are sure of one class each.
torch::Tensor sure(const std::vector<int64_t> &classes) {
  return 4 * torch::one_hot(torch::tensor(classes, torch::kInt64), 3).to(torch::kFloat32);
}

Predictions predicted(const std::vector<int64_t> &classes) {
  Predictions all;
  all.logits = sure(classes);
  all.probabilities = torch::softmax(all.logits, 1);
  return all;
}

PostLabels labels(const std::vector<int64_t> &joint) {
  PostLabels all;
  all.joint = all.text = all.image = all.audio = all.unrepeated =
      torch::tensor(joint, torch::kInt64);
  all.intensities =
      torch::full({static_cast<int64_t>(joint.size())}, std::numeric_limits<float>::quiet_NaN());
  return all;
}

HiddenPredictions hidden(const std::vector<int64_t> &without_text,
                         const std::vector<int64_t> &without_image) {
  HiddenPredictions all;
  all.without_text = torch::softmax(sure(without_text), 1);
  all.without_image = torch::softmax(sure(without_image), 1);
  return all;
}

} // namespace

class TestScorePredictions : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void everyPartHasItsOwnScores() {
    PostLabels known = labels({0, 1, 2, 2});
    known.unrepeated = torch::tensor({0, -1, -1, 2}, torch::kInt64);
    const auto scores =
        score_predictions(predicted({0, 1, 2, 0}), hidden({0, 0, 0, 0}, {0, 1, 0, 0}), known, 1, 1);
    QCOMPARE(scores.all.accuracy, 0.75);
    QCOMPARE(scores.image_only.accuracy, 0.25); // its text is what is hidden
    QCOMPARE(scores.text_only.accuracy, 0.5);
    QCOMPARE(scores.unrepeated.n, int64_t{2});
    QCOMPARE(scores.unrepeated.accuracy, 0.5);
  }

  void whatTheSystemLacksIsNotScored() {
    const auto scores =
        score_predictions(predicted({0, 1}), hidden({0, 1}, {0, 1}), labels({0, 1}), 1, 1);
    for (const ClassificationMetrics *one :
         {&scores.without_audio, &scores.zeros_for_image, &scores.zeros_for_text, &scores.text_head,
          &scores.image_head, &scores.audio_head})
      QCOMPARE(one->n, int64_t{0});
    QCOMPARE(scores.intensity.n, int64_t{0});
    QCOMPARE(scores.text_weight, 0.0);
    QVERIFY(!scores.calibration.by_uncertainty);
  }

  void headsIntensitiesAndUncertaintyAreScored() {
    auto all = predicted({0, 1, 2});
    all.text_logits = sure({0, 0, 0});
    all.audio_logits = sure({0, 1, 0});
    all.intensities = torch::tensor({{-1.f, 0.f}, {0.5f, 0.f}, {1.f, 0.f}});
    all.uncertainty = torch::tensor({{0.f, 0.f, 3.f}, {0.f, 0.f, 1.f}, {0.f, 0.f, 2.f}});
    auto known = labels({0, 1, 2});
    known.intensities = torch::tensor({-1.f, 0.f, 1.f});
    const auto scores =
        score_predictions(all, hidden({0, 1, 2}, {0, 1, 2}), known, 2, /*intensity_scale=*/3);
    QVERIFY(std::abs(scores.text_head.accuracy - 1.0 / 3) < 1e-6);
    QVERIFY(std::abs(scores.audio_head.accuracy - 2.0 / 3) < 1e-6);
    QCOMPARE(scores.image_head.n, int64_t{0});
    QVERIFY(std::abs(scores.intensity.mae - 0.5) < 1e-6); // a third of 3 · 0.5
    QCOMPARE(scores.calibration.temperature, 2.0);
    QVERIFY(scores.calibration.by_uncertainty.has_value());
  }

  // The post whose text weighs most loses most of its true class without the text.
  void weightsAreComparedWithWhatHidingTakes() {
    auto all = predicted({0, 1, 2});
    all.weights = torch::tensor({{0.1f, 0.9f}, {0.5f, 0.5f}, {0.8f, 0.2f}});
    HiddenPredictions without = hidden({0, 1, 2}, {0, 1, 2});
    without.without_text =
        torch::tensor({{0.9f, 0.1f, 0.f}, {0.3f, 0.6f, 0.1f}, {0.5f, 0.4f, 0.1f}});
    const auto scores = score_predictions(all, without, labels({0, 1, 2}), 1, 1);
    QVERIFY(std::abs(scores.text_weight - 1) < 1e-9);
    QCOMPARE(scores.image_weight, 0.0); // hiding the image changes nothing
  }

  // A fold's confidence is taken at the temperature of the others: of two folds, one sure and
  // right, one sure and half wrong.
  void foldsAreCalibratedByTheOthers() {
    HeldOutPredictions held_out;
    held_out.logits = {sure({0, 1, 2, 0}), sure({0, 1, 2, 0})};
    held_out.labels = {torch::tensor({0, 1, 2, 0}, torch::kInt64),
                       torch::tensor({0, 1, 0, 2}, torch::kInt64)};
    CrossValidation result;
    calibrate(result, held_out);
    QCOMPARE(result.logits.size(0), int64_t{8});
    QCOMPARE(result.labels.size(0), int64_t{8});
    const double of_first = fit_temperature(held_out.logits[0], held_out.labels[0]),
                 of_second = fit_temperature(held_out.logits[1], held_out.labels[1]);
    QVERIFY(of_first < result.temperature && result.temperature < of_second);
    QCOMPARE(result.calibration.temperature, result.temperature);
    const auto expected =
        calibration_of(torch::cat({held_out.logits[0] / of_second, held_out.logits[1] / of_first}),
                       result.labels, {}, 1);
    QCOMPARE(result.calibration.ece, expected.ece);
    QVERIFY(!result.calibration.by_uncertainty);
  }

  void scoresOfClassesGoByTheirNames() {
    const auto predicted = torch::tensor({0, 1, 1}, torch::kInt64),
               truth = torch::tensor({0, 1, 0}, torch::kInt64);
    const auto json = to_json(score_classes(predicted, truth, 2), {"sad", "happy"});
    QCOMPARE(json["n"].get<int>(), 3);
    QCOMPARE(json["per_class"]["sad"]["support"].get<int>(), 2);
    QCOMPARE(json["per_class"]["happy"]["recall"].get<double>(), 1.0);
    QCOMPARE(json["confusion"].dump(), std::string("[[1,1],[0,1]]"));
  }
};

QTEST_GUILESS_MAIN(TestScorePredictions)
#include "test_score_predictions.moc"
