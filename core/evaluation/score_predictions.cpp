#include "evaluation/score_predictions.h"

namespace affect {
namespace {

// The true class's probability in the rows that have one.
torch::Tensor true_class_probability(const torch::Tensor &probabilities, const torch::Tensor &joint,
                                     const torch::Tensor &rows) {
  return probabilities.index_select(0, rows)
      .gather(1, joint.index_select(0, rows).unsqueeze(1))
      .squeeze(1);
}

// Rank correlations of a modality's weight with what hiding it takes from the true class.
void score_weights(Evaluation &evaluation, const Predictions &predicted,
                   const HiddenPredictions &hidden, const torch::Tensor &joint) {
  const auto rows = joint.ge(0).nonzero().squeeze(1);
  const auto whole = true_class_probability(predicted.probabilities, joint, rows);
  const auto weights = predicted.weights.index_select(0, rows);
  evaluation.text_weight = rank_correlation(
      weights.select(1, 0), whole - true_class_probability(hidden.without_text, joint, rows));
  evaluation.image_weight = rank_correlation(
      weights.select(1, 1), whole - true_class_probability(hidden.without_image, joint, rows));
}

ClassificationMetrics score_head(const torch::Tensor &logits, const torch::Tensor &labels) {
  return logits.defined() ? score(torch::softmax(logits, 1), labels) : ClassificationMetrics();
}

ClassificationMetrics score_hidden(const torch::Tensor &probabilities,
                                   const torch::Tensor &labels) {
  return probabilities.defined() ? score(probabilities, labels) : ClassificationMetrics();
}

// The temperature that fits all folds but one; -1: all of them.
double temperature_without(const HeldOutPredictions &held_out, int fold) {
  std::vector<torch::Tensor> some, truth;
  for (std::size_t i = 0; i < held_out.logits.size(); ++i)
    if (static_cast<int>(i) != fold) {
      some.push_back(held_out.logits[i]);
      truth.push_back(held_out.labels[i]);
    }
  return fit_temperature(torch::cat(some), torch::cat(truth));
}

} // namespace

torch::Tensor whole_uncertainty(const Predictions &predicted) {
  return predicted.uncertainty.defined() ? predicted.uncertainty.select(1, 2) : torch::Tensor();
}

Evaluation score_predictions(const Predictions &predicted, const HiddenPredictions &hidden,
                             const PostLabels &labels, double temperature, double intensity_scale) {
  Evaluation evaluation;
  evaluation.all = score(predicted.probabilities, labels.joint);
  evaluation.text_only = score(hidden.without_image, labels.joint);
  evaluation.image_only = score(hidden.without_text, labels.joint);
  evaluation.without_audio = score_hidden(hidden.without_audio, labels.joint);
  evaluation.zeros_for_image = score_hidden(hidden.zeros_for_image, labels.joint);
  evaluation.zeros_for_text = score_hidden(hidden.zeros_for_text, labels.joint);
  evaluation.unrepeated = score(predicted.probabilities, labels.unrepeated);
  if (predicted.intensities.defined())
    evaluation.intensity = score_intensity(predicted.intensities.select(1, 0) * intensity_scale,
                                           labels.intensities * intensity_scale);
  evaluation.calibration =
      calibration_of(predicted.logits, labels.joint, whole_uncertainty(predicted), temperature);
  if (predicted.weights.defined())
    score_weights(evaluation, predicted, hidden, labels.joint);
  evaluation.text_head = score_head(predicted.text_logits, labels.text);
  evaluation.audio_head = score_head(predicted.audio_logits, labels.audio);
  evaluation.image_head = score_head(predicted.image_logits, labels.image);
  return evaluation;
}

void calibrate(CrossValidation &result, const HeldOutPredictions &held_out) {
  result.logits = torch::cat(held_out.logits);
  result.labels = torch::cat(held_out.labels);
  result.temperature = temperature_without(held_out, -1);
  std::vector<torch::Tensor> scaled;
  for (std::size_t i = 0; i < held_out.logits.size(); ++i)
    scaled.push_back(held_out.logits[i] / temperature_without(held_out, static_cast<int>(i)));
  const auto sigma =
      held_out.uncertainty.empty() ? torch::Tensor() : torch::cat(held_out.uncertainty);
  result.calibration = calibration_of(torch::cat(scaled), result.labels, sigma, 1);
  result.calibration.temperature = result.temperature;
  result.calibration.ece_before = score(torch::softmax(result.logits, 1), result.labels).ece;
}

} // namespace affect
