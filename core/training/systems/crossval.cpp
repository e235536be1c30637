#include "training/systems/crossval.h"

#include "dataset/folds.h"
#include "dataset/repeats.h"
#include "systems/baselines/baselines.h"

#include <algorithm>
#include <unordered_set>

namespace affect {
namespace {

torch::Tensor labels(const std::vector<PostFeatures> &posts, int64_t PostFeatures::*label) {
  std::vector<int64_t> values;
  for (const PostFeatures &post : posts)
    values.push_back(post.*label);
  return torch::tensor(values);
}

// The true class's probability in the rows that have one.
torch::Tensor of_true_class(const torch::Tensor &probabilities, const torch::Tensor &joint,
                            const torch::Tensor &rows) {
  return probabilities.index_select(0, rows)
      .gather(1, joint.index_select(0, rows).unsqueeze(1))
      .squeeze(1);
}

// Column of the whole post, where the system says how unsure it is.
torch::Tensor of_the_whole(const torch::Tensor &uncertainty) {
  return uncertainty.defined() ? uncertainty.select(1, 2) : uncertainty;
}

// On the data set's own scale, where its labels are degrees.
IntensityMetrics intensity_of(const System &system, const std::vector<PostFeatures> &posts,
                              const torch::Tensor &predicted) {
  const double scale = system.config().setting("intensity_scale", 1);
  std::vector<float> labels;
  for (const PostFeatures &post : posts)
    labels.push_back(post.intensities[0]);
  return score_intensity(predicted * scale, torch::tensor(labels) * scale);
}

// Predictions for the posts of each fold, by a system that had not seen them.
struct HeldOut {
  std::vector<torch::Tensor> logits, labels, uncertainty;

  void add(System &system, const std::vector<PostFeatures> &posts) {
    const auto predictions = predict_all(system, posts);
    logits.push_back(predictions.logits);
    labels.push_back(joint_labels(posts));
    if (predictions.uncertainty.defined())
      uncertainty.push_back(of_the_whole(predictions.uncertainty));
  }
  // Of all folds but one; -1: of all.
  double temperature_without(int fold) const {
    std::vector<torch::Tensor> some, truth;
    for (std::size_t i = 0; i < logits.size(); ++i)
      if (static_cast<int>(i) != fold) {
        some.push_back(logits[i]);
        truth.push_back(labels[i]);
      }
    return fit_temperature(torch::cat(some), torch::cat(truth));
  }
};

void calibrate(CrossValidation &result, const HeldOut &held_out) {
  result.logits = torch::cat(held_out.logits);
  result.labels = torch::cat(held_out.labels);
  result.temperature = held_out.temperature_without(-1);
  std::vector<torch::Tensor> scaled;
  for (std::size_t i = 0; i < held_out.logits.size(); ++i)
    scaled.push_back(held_out.logits[i] / held_out.temperature_without(static_cast<int>(i)));
  const auto sigma =
      held_out.uncertainty.empty() ? torch::Tensor() : torch::cat(held_out.uncertainty);
  result.calibration = calibration_of(torch::cat(scaled), result.labels, sigma, 1);
  result.calibration.temperature = result.temperature;
  result.calibration.ece_before = score(torch::softmax(result.logits, 1), result.labels).ece;
}

// Keeps the encoders' tuned layers and puts them back on destruction.
class EncoderRestorer {
public:
  EncoderRestorer(TextEncoder &text, const FoldTuning *tuning) : text_(text), tuning_(tuning) {
    if (tuning)
      layers_ = last_layers(text, tuning->image, tuning->options);
  }
  ~EncoderRestorer() {
    if (tuning_)
      static_cast<void>(restore());
  }
  EncoderRestorer(const EncoderRestorer &) = delete;
  EncoderRestorer &operator=(const EncoderRestorer &) = delete;
  Result<void> restore() const { return lay_over(text_, tuning_->image, layers_); }

private:
  TextEncoder &text_;
  const FoldTuning *tuning_;
  TunedEncoders layers_;
};

} // namespace

Evaluation evaluate_system(System &system, const std::vector<PostFeatures> &posts,
                           const std::vector<PostFeatures> &train) {
  Evaluation evaluation;
  const auto joint = joint_labels(posts);
  const auto predictions = predict_all(system, posts);
  const auto &probabilities = predictions.probabilities;
  evaluation.all = score(probabilities, joint);
  const auto without_image = predict(system, posts, Hidden::image),
             without_text = predict(system, posts, Hidden::text);
  evaluation.text_only = score(without_image, joint);
  if (predictions.present.defined() && predictions.present.select(1, 2).any().item<bool>())
    evaluation.without_audio = score(predict(system, posts, Hidden::audio), joint);
  if (predictions.intensities.defined())
    evaluation.intensity = intensity_of(system, posts, predictions.intensities.select(1, 0));
  evaluation.image_only = score(without_text, joint);
  if (system.translates()) {
    evaluation.zeros_for_image =
        score(predict(system, posts, Hidden::image, Filling::zeros), joint);
    evaluation.zeros_for_text = score(predict(system, posts, Hidden::text, Filling::zeros), joint);
  }
  evaluation.calibration =
      calibration_of(predictions.logits, joint, of_the_whole(predictions.uncertainty),
                     system.config().setting("temperature", 1));
  if (predictions.weights.defined()) {
    const auto rows = joint.ge(0).nonzero().squeeze(1);
    const auto whole = of_true_class(probabilities, joint, rows);
    const auto weights = predictions.weights.index_select(0, rows);
    evaluation.text_weight =
        rank_correlation(weights.select(1, 0), whole - of_true_class(without_text, joint, rows));
    evaluation.image_weight =
        rank_correlation(weights.select(1, 1), whole - of_true_class(without_image, joint, rows));
  }
  if (predictions.text_logits.defined())
    evaluation.text_head =
        score(torch::softmax(predictions.text_logits, 1), labels(posts, &PostFeatures::text_label));
  if (predictions.audio_logits.defined())
    evaluation.audio_head = score(torch::softmax(predictions.audio_logits, 1),
                                  labels(posts, &PostFeatures::audio_label));
  if (predictions.image_logits.defined())
    evaluation.image_head = score(torch::softmax(predictions.image_logits, 1),
                                  labels(posts, &PostFeatures::image_label));
  std::unordered_set<std::string> seen;
  for (const PostFeatures &post : train)
    seen.insert(repeat_key(post.text));
  seen.erase("");
  auto fresh = joint.clone();
  for (std::size_t i = 0; i < posts.size(); ++i)
    if (seen.count(repeat_key(posts[i].text)))
      fresh[static_cast<int64_t>(i)] = -1;
  evaluation.unrepeated = score(probabilities, fresh);
  return evaluation;
}

Result<CrossValidation>
cross_validate(const SystemConfig &config, const std::vector<PostFeatures> &posts, int folds,
               std::uint64_t fold_seed, TextEncoder &encoder, const SystemTrainingOptions &options,
               const ProgressFn &progress, const CancelToken &cancel, const FoldTuning *tuning) {
  if (folds < 2)
    return make_error(ErrorCode::usage, "Cross-validation needs at least two folds.");
  std::vector<std::size_t> labelled;
  std::vector<int> classes;
  for (std::size_t i = 0; i < posts.size(); ++i)
    if (posts[i].joint >= 0 && !posts[i].only_learned) {
      labelled.push_back(i);
      classes.push_back(static_cast<int>(posts[i].joint));
    }
  const bool grouped = std::any_of(posts.begin(), posts.end(),
                                   [](const PostFeatures &post) { return !post.group.empty(); });
  std::vector<std::string> groups;
  for (const std::size_t item : labelled)
    groups.push_back(posts[item].group);
  const auto fold_of_labelled = grouped ? grouped_folds(groups, folds, fold_seed)
                                        : stratified_folds(classes, folds, fold_seed);
  std::vector<int> fold_of(posts.size(), -1);
  for (std::size_t i = 0; i < labelled.size(); ++i)
    fold_of[labelled[i]] = fold_of_labelled[i];
  CrossValidation result;
  HeldOut held_out;
  const EncoderRestorer start(encoder, tuning);
  for (int fold = 0; fold < folds; ++fold) {
    std::vector<PostFeatures> train, test;
    for (std::size_t i = 0; i < posts.size(); ++i)
      (fold_of[i] == fold ? test : train).push_back(posts[i]);
    const auto report = [&](const Progress &inner) {
      if (progress)
        progress({(fold + inner.fraction) / folds,
                  "fold " + std::to_string(fold + 1) + ", " + inner.stage});
    };
    if (tuning && tuning->options.any()) {
      AFFECT_CHECK(start.restore());
      AFFECT_TRY(tuned,
                 tune_encoders(encoder, tuning->image, train, tuning->options, report, cancel));
      static_cast<void>(tuned);
      FeatureOptions above;
      tuning->options.apply_to(above);
      raise_features(train, encoder, tuning->image, above, true);
      raise_features(test, encoder, tuning->image, above, false);
    }
    torch::manual_seed(static_cast<int64_t>(options.seed));
    const auto system = make_system_or_baseline(config);
    SystemTrainingOptions own = options;
    own.folder.clear();
    own.resume = false;
    AFFECT_CHECK(train_system(*system, train, {}, encoder, own, report, cancel));
    result.folds.push_back(evaluate_system(*system, test, train));
    held_out.add(*system, test);
    const ClassificationMetrics &scored = result.folds.back().all;
    report({1, "accuracy " + std::to_string(scored.accuracy) + ", weighted F1 " +
                   std::to_string(scored.weighted_f1)});
  }
  calibrate(result, held_out);
  return result;
}

} // namespace affect
