#include "evaluation/evaluation_json.h"

#include <cmath>

namespace affect {
namespace {

using nlohmann::ordered_json;

constexpr const char *classes[] = {"negative", "neutral", "positive"};

// Mean and standard deviation over the folds of one of a part's figures.
template <typename Metrics>
ordered_json spread_of(const CrossValidation &result, Metrics Evaluation::*part,
                       double Metrics::*figure) {
  double sum = 0, squares = 0;
  for (const Evaluation &fold : result.folds)
    sum += (fold.*part).*figure;
  const auto count = static_cast<double>(result.folds.size());
  for (const Evaluation &fold : result.folds)
    squares += std::pow((fold.*part).*figure - sum / count, 2);
  return {{"mean", sum / count},
          {"sd", count > 1 ? ordered_json(std::sqrt(squares / (count - 1))) : ordered_json()}};
}

ordered_json mean_of(const CrossValidation &result, ClassificationMetrics Evaluation::*part) {
  return {{"accuracy", spread_of(result, part, &ClassificationMetrics::accuracy)},
          {"weighted_f1", spread_of(result, part, &ClassificationMetrics::weighted_f1)},
          {"macro_f1", spread_of(result, part, &ClassificationMetrics::macro_f1)},
          {"ece", spread_of(result, part, &ClassificationMetrics::ece)}};
}

ordered_json intensity_of(const CrossValidation &result) {
  const auto spread = [&](double IntensityMetrics::*figure) {
    return spread_of(result, &Evaluation::intensity, figure);
  };
  return {{"mae", spread(&IntensityMetrics::mae)},
          {"correlation", spread(&IntensityMetrics::correlation)},
          {"acc7", spread(&IntensityMetrics::acc7)},
          {"acc5", spread(&IntensityMetrics::acc5)},
          {"acc2_has0", spread(&IntensityMetrics::acc2_has0)},
          {"f1_has0", spread(&IntensityMetrics::f1_has0)},
          {"acc2_non0", spread(&IntensityMetrics::acc2_non0)},
          {"f1_non0", spread(&IntensityMetrics::f1_non0)}};
}

ordered_json to_json(const SurestHalf &halves) {
  return {{"surest_half", halves.surest}, {"other_half", halves.rest}};
}

ordered_json to_json(const Calibration &calibration) {
  ordered_json json;
  json["temperature"] = calibration.temperature;
  json["ece_before"] = calibration.ece_before;
  json["ece"] = calibration.ece;
  for (const ReliabilityBin &bin : calibration.bins)
    json["bins"].push_back({{"from", bin.from},
                            {"to", bin.to},
                            {"n", bin.n},
                            {"confidence", bin.confidence},
                            {"accuracy", bin.accuracy}});
  if (calibration.by_uncertainty) {
    json["by_uncertainty"] = to_json(*calibration.by_uncertainty);
    json["uncertainty_against_loss"] = calibration.uncertainty_against_loss;
  }
  json["by_probability"] = to_json(calibration.by_probability);
  return json;
}

} // namespace

ordered_json to_json(const ClassificationMetrics &metrics) {
  ordered_json json;
  json["n"] = metrics.n;
  json["accuracy"] = metrics.accuracy;
  json["weighted_f1"] = metrics.weighted_f1;
  json["macro_f1"] = metrics.macro_f1;
  for (std::size_t c = 0; c < 3; ++c) {
    const auto &one = metrics.per_class[c];
    json["per_class"][classes[c]] = {{"precision", one.precision},
                                     {"recall", one.recall},
                                     {"f1", one.f1},
                                     {"support", one.support}};
  }
  json["confusion"] = metrics.confusion;
  json["ece"] = metrics.ece;
  return json;
}

ordered_json to_json(const ClassScores &scores, const std::vector<std::string> &classes) {
  ordered_json json;
  json["n"] = scores.n;
  json["accuracy"] = scores.accuracy;
  json["unweighted_recall"] = scores.unweighted_recall;
  json["macro_f1"] = scores.macro_f1;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const auto &one = scores.per_class[c];
    json["per_class"][classes[c]] = {{"precision", one.precision},
                                     {"recall", one.recall},
                                     {"f1", one.f1},
                                     {"support", one.support}};
  }
  json["confusion"] = scores.confusion;
  return json;
}

ordered_json to_json(const IntensityMetrics &metrics) {
  return {{"n", metrics.n},
          {"mae", metrics.mae},
          {"correlation", metrics.correlation},
          {"acc7", metrics.acc7},
          {"acc5", metrics.acc5},
          {"acc2_has0", metrics.acc2_has0},
          {"f1_has0", metrics.f1_has0},
          {"n_non0", metrics.n_non0},
          {"acc2_non0", metrics.acc2_non0},
          {"f1_non0", metrics.f1_non0}};
}

ordered_json to_json(const Evaluation &evaluation) {
  ordered_json json = to_json(evaluation.all);
  json["text_only"] = to_json(evaluation.text_only);
  json["image_only"] = to_json(evaluation.image_only);
  if (evaluation.zeros_for_image.n > 0) {
    json["zeros_for_image"] = to_json(evaluation.zeros_for_image);
    json["zeros_for_text"] = to_json(evaluation.zeros_for_text);
  }
  json["without_repeats"] = to_json(evaluation.unrepeated);
  json["text_head"] = to_json(evaluation.text_head);
  json["image_head"] = to_json(evaluation.image_head);
  if (evaluation.text_weight != 0 || evaluation.image_weight != 0)
    json["weight_rank_correlation"] = {{"text", evaluation.text_weight},
                                       {"image", evaluation.image_weight}};
  if (evaluation.audio_head.n > 0)
    json["audio_head"] = to_json(evaluation.audio_head);
  if (evaluation.without_audio.n > 0)
    json["without_audio"] = to_json(evaluation.without_audio);
  if (evaluation.intensity.n > 0)
    json["intensity"] = to_json(evaluation.intensity);
  json["calibration"] = to_json(evaluation.calibration);
  return json;
}

ordered_json to_json(const CrossValidation &result) {
  ordered_json json = mean_of(result, &Evaluation::all);
  json["text_only"] = mean_of(result, &Evaluation::text_only);
  json["image_only"] = mean_of(result, &Evaluation::image_only);
  if (!result.folds.empty() && result.folds.front().zeros_for_image.n > 0) {
    json["zeros_for_image"] = mean_of(result, &Evaluation::zeros_for_image);
    json["zeros_for_text"] = mean_of(result, &Evaluation::zeros_for_text);
  }
  json["without_repeats"] = mean_of(result, &Evaluation::unrepeated);
  json["text_head"] = mean_of(result, &Evaluation::text_head);
  json["image_head"] = mean_of(result, &Evaluation::image_head);
  json["audio_head"] = mean_of(result, &Evaluation::audio_head);
  json["without_audio"] = mean_of(result, &Evaluation::without_audio);
  if (!result.folds.empty() && result.folds.front().intensity.n > 0)
    json["intensity"] = intensity_of(result);
  double text = 0, image = 0;
  for (const Evaluation &fold : result.folds) {
    text += fold.text_weight / static_cast<double>(result.folds.size());
    image += fold.image_weight / static_cast<double>(result.folds.size());
  }
  if (text != 0 || image != 0)
    json["weight_rank_correlation"] = {{"text", text}, {"image", image}};
  if (result.labels.defined())
    json["calibration"] = to_json(result.calibration);
  else
    for (const Evaluation &run : result.folds)
      json["calibration"].push_back(to_json(run.calibration));
  for (const Evaluation &fold : result.folds)
    json["folds"].push_back(to_json(fold));
  return json;
}

} // namespace affect
