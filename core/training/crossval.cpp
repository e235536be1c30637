#include "training/crossval.h"

#include "dataset/folds.h"
#include "dataset/repeats.h"

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
torch::Tensor of_true_class(const torch::Tensor &probabilities, const torch::Tensor &joint, const torch::Tensor &rows) {
  return probabilities.index_select(0, rows).gather(1, joint.index_select(0, rows).unsqueeze(1)).squeeze(1);
}

// The encoders as they were at first; they are so again when this goes.
class StartAgain {
public:
  StartAgain(TextEncoder &text, const FoldTuning *tuning) : text_(text), tuning_(tuning) {
    if (tuning)
      layers_ = last_layers(text, tuning->image, tuning->options);
  }
  ~StartAgain() {
    if (tuning_)
      static_cast<void>(restore());
  }
  StartAgain(const StartAgain &) = delete;
  StartAgain &operator=(const StartAgain &) = delete;
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
  const auto probabilities = predict(system, posts);
  evaluation.all = score(probabilities, joint);
  const auto without_image = predict(system, posts, Hidden::image), without_text = predict(system, posts, Hidden::text);
  evaluation.text_only = score(without_image, joint);
  evaluation.image_only = score(without_text, joint);
  if (const auto weights = predict_weights(system, posts); weights.defined()) {
    const auto rows = joint.ge(0).nonzero().squeeze(1);
    const auto whole = of_true_class(probabilities, joint, rows);
    const auto shown = weights.index_select(0, rows);
    evaluation.text_weight = rank_correlation(shown.select(1, 0), whole - of_true_class(without_text, joint, rows));
    evaluation.image_weight = rank_correlation(shown.select(1, 1), whole - of_true_class(without_image, joint, rows));
  }
  const auto heads = predict_unimodal(system, posts);
  evaluation.text_head = score(heads.text, labels(posts, &PostFeatures::text_label));
  evaluation.image_head = score(heads.image, labels(posts, &PostFeatures::image_label));
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

Result<CrossValidation> cross_validate(const SystemConfig &config, const std::vector<PostFeatures> &posts, int folds,
                                       std::uint64_t fold_seed, TextEncoder &encoder,
                                       const SystemTrainingOptions &options, const ProgressFn &progress,
                                       const CancelToken &cancel, const FoldTuning *tuning) {
  if (folds < 2)
    return make_error(ErrorCode::usage, "Cross-validation needs at least two folds.");
  std::vector<std::size_t> labelled;
  std::vector<int> classes;
  for (std::size_t i = 0; i < posts.size(); ++i)
    if (posts[i].joint >= 0) {
      labelled.push_back(i);
      classes.push_back(static_cast<int>(posts[i].joint));
    }
  const auto fold_of_labelled = stratified_folds(classes, folds, fold_seed);
  std::vector<int> fold_of(posts.size(), -1);
  for (std::size_t i = 0; i < labelled.size(); ++i)
    fold_of[labelled[i]] = fold_of_labelled[i];
  CrossValidation result;
  const StartAgain start(encoder, tuning);
  for (int fold = 0; fold < folds; ++fold) {
    std::vector<PostFeatures> train, test;
    for (std::size_t i = 0; i < posts.size(); ++i)
      (fold_of[i] == fold ? test : train).push_back(posts[i]);
    const auto report = [&](const Progress &inner) {
      if (progress)
        progress({(fold + inner.fraction) / folds, "fold " + std::to_string(fold + 1) + ", " + inner.stage});
    };
    if (tuning && tuning->options.any()) {
      AFFECT_CHECK(start.restore());
      AFFECT_TRY(tuned, tune_encoders(encoder, tuning->image, train, tuning->options, report, cancel));
      static_cast<void>(tuned);
      FeatureOptions above;
      tuning->options.tell(above);
      raise_features(train, encoder, tuning->image, above, true);
      raise_features(test, encoder, tuning->image, above, false);
    }
    torch::manual_seed(static_cast<int64_t>(options.seed));
    const auto system = make_system(config);
    SystemTrainingOptions own = options;
    own.folder.clear();
    own.resume = false;
    AFFECT_CHECK(train_system(*system, train, {}, encoder, own, report, cancel));
    result.folds.push_back(evaluate_system(*system, test, train));
    const ClassificationMetrics &scored = result.folds.back().all;
    report({1, "accuracy " + std::to_string(scored.accuracy) + ", weighted F1 " + std::to_string(scored.weighted_f1)});
  }
  return result;
}

} // namespace affect
