#include "evaluation/intensity_metrics.h"

namespace affect {
namespace {

double mean_of(const torch::Tensor &hits) { return hits.to(torch::kFloat64).mean().item<double>(); }

// Weighted F1 of two classes.
double weighted_f1(const torch::Tensor &predicted, const torch::Tensor &truth) {
  double sum = 0;
  for (const bool side : {false, true}) {
    const auto chosen = predicted.eq(side), is = truth.eq(side);
    const double hits = chosen.logical_and(is).sum().item<double>(),
                 support = is.sum().item<double>();
    const double both = chosen.sum().item<double>() + support;
    sum += both > 0 ? 2 * hits / both * support : 0;
  }
  return sum / static_cast<double>(truth.numel());
}

double pearson(const torch::Tensor &a, const torch::Tensor &b) {
  const auto x = a - a.mean(), y = b - b.mean();
  const double scale = (x.norm() * y.norm()).item<double>();
  return scale > 0 ? (x * y).sum().item<double>() / scale : 0;
}

} // namespace

IntensityMetrics score_intensity(const torch::Tensor &all_predicted,
                                 const torch::Tensor &all_labels) {
  IntensityMetrics metrics;
  const auto rows = all_labels.isnan().logical_not().nonzero().squeeze(1);
  metrics.n = rows.numel();
  if (metrics.n == 0)
    return metrics;
  const auto predicted = all_predicted.index_select(0, rows).to(torch::kFloat64),
             labels = all_labels.index_select(0, rows).to(torch::kFloat64);
  metrics.mae = (predicted - labels).abs().mean().item<double>();
  metrics.correlation = pearson(predicted, labels);
  const auto accuracy_within = [&](double limit) {
    return mean_of(predicted.clamp(-limit, limit).round().eq(labels.clamp(-limit, limit).round()));
  };
  metrics.acc7 = accuracy_within(3);
  metrics.acc5 = accuracy_within(2);
  metrics.acc2_has0 = mean_of(predicted.ge(0).eq(labels.ge(0)));
  metrics.f1_has0 = weighted_f1(predicted.ge(0), labels.ge(0));
  const auto nonzero = labels.ne(0).nonzero().squeeze(1);
  metrics.n_non0 = nonzero.numel();
  if (metrics.n_non0 > 0) {
    const auto up = predicted.index_select(0, nonzero).gt(0),
               truly = labels.index_select(0, nonzero).gt(0);
    metrics.acc2_non0 = mean_of(up.eq(truly));
    metrics.f1_non0 = weighted_f1(up, truly);
  }
  return metrics;
}

} // namespace affect
