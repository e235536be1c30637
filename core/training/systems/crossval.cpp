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

torch::Tensor intensity_labels(const std::vector<PostFeatures> &posts) {
  std::vector<float> values;
  for (const PostFeatures &post : posts)
    values.push_back(post.intensities[0]);
  return torch::tensor(values);
}

// Joint labels, -1 also where a training post has the same words.
torch::Tensor unrepeated_labels(const std::vector<PostFeatures> &posts,
                                const std::vector<PostFeatures> &train) {
  std::unordered_set<std::string> seen;
  for (const PostFeatures &post : train)
    seen.insert(repeat_key(post.text));
  seen.erase("");
  auto fresh = joint_labels(posts);
  for (std::size_t i = 0; i < posts.size(); ++i)
    if (seen.count(repeat_key(posts[i].text)))
      fresh[static_cast<int64_t>(i)] = -1;
  return fresh;
}

void add(HeldOutPredictions &held_out, System &system, const std::vector<PostFeatures> &posts) {
  const auto predicted = predict_all(system, posts);
  held_out.logits.push_back(predicted.logits);
  held_out.labels.push_back(joint_labels(posts));
  if (const auto uncertainty = whole_uncertainty(predicted); uncertainty.defined())
    held_out.uncertainty.push_back(uncertainty);
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
  const auto predicted = predict_all(system, posts);
  HiddenPredictions hidden;
  hidden.without_image = predict(system, posts, Hidden::image);
  hidden.without_text = predict(system, posts, Hidden::text);
  if (predicted.present.defined() && predicted.present.select(1, 2).any().item<bool>())
    hidden.without_audio = predict(system, posts, Hidden::audio);
  if (system.translates()) {
    hidden.zeros_for_image = predict(system, posts, Hidden::image, Filling::zeros);
    hidden.zeros_for_text = predict(system, posts, Hidden::text, Filling::zeros);
  }
  const PostLabels known{joint_labels(posts),
                         labels(posts, &PostFeatures::text_label),
                         labels(posts, &PostFeatures::image_label),
                         labels(posts, &PostFeatures::audio_label),
                         unrepeated_labels(posts, train),
                         intensity_labels(posts)};
  return score_predictions(predicted, hidden, known, system.config().setting("temperature", 1),
                           system.config().setting("intensity_scale", 1));
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
  HeldOutPredictions held_out;
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
    add(held_out, *system, test);
    const ClassificationMetrics &scored = result.folds.back().all;
    report({1, "accuracy " + std::to_string(scored.accuracy) + ", weighted F1 " +
                   std::to_string(scored.weighted_f1)});
  }
  calibrate(result, held_out);
  return result;
}

} // namespace affect
