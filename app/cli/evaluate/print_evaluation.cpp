#include "evaluate/print_evaluation.h"

#include <cstdio>

namespace affect::cli {
namespace {

void print(const Calibration &calibration) {
  const auto halves = [](const char *name, const SurestHalf &one) {
    std::printf("%-28s surest half %.3f  other half %.3f\n", name, one.surest, one.rest);
  };
  std::printf("%-28s ECE %.3f at temperature 1, %.3f at %.3f\n", "confidence",
              calibration.ece_before, calibration.ece, calibration.temperature);
  if (calibration.by_uncertainty) {
    halves("sure by its uncertainty", *calibration.by_uncertainty);
    std::printf("%-28s %.3f\n", "uncertainty against loss", calibration.uncertainty_against_loss);
  }
  halves("sure by probability", calibration.by_probability);
}

} // namespace

void print(const Evaluation &evaluation) {
  const auto line = [](const char *name, const ClassificationMetrics &metrics) {
    std::printf("%-28s n %5lld  accuracy %.3f  weighted F1 %.3f  macro F1 %.3f  ECE %.3f\n", name,
                static_cast<long long>(metrics.n), metrics.accuracy, metrics.weighted_f1,
                metrics.macro_f1, metrics.ece);
  };
  line("post", evaluation.all);
  if (evaluation.unrepeated.n > 0 && evaluation.unrepeated.n < evaluation.all.n)
    line("post, repeats left out", evaluation.unrepeated);
  const auto zeros = [&](const char *name, const ClassificationMetrics &metrics) {
    if (metrics.n > 0)
      line(name, metrics);
  };
  line("image hidden", evaluation.text_only);
  zeros("... zeros in its place", evaluation.zeros_for_image);
  line("text hidden", evaluation.image_only);
  zeros("... zeros in its place", evaluation.zeros_for_text);
  line("text head, text labels", evaluation.text_head);
  line("image head, image labels", evaluation.image_head);
  if (evaluation.audio_head.n > 0)
    line("audio head, audio labels", evaluation.audio_head);
  if (evaluation.without_audio.n > 0)
    line("audio hidden", evaluation.without_audio);
  if (const IntensityMetrics &degree = evaluation.intensity; degree.n > 0)
    std::printf("%-28s n %5lld  MAE %.3f  Corr %.3f  Acc-7 %.3f  Acc-2/F1 has0 %.3f / %.3f  non0 "
                "%.3f / %.3f\n",
                "intensity", static_cast<long long>(degree.n), degree.mae, degree.correlation,
                degree.acc7, degree.acc2_has0, degree.f1_has0, degree.acc2_non0, degree.f1_non0);
  if (evaluation.text_weight != 0 || evaluation.image_weight != 0)
    std::printf("%-28s text %.3f  image %.3f\n", "weights against their effect",
                evaluation.text_weight, evaluation.image_weight);
  print(evaluation.calibration);
}

} // namespace affect::cli
