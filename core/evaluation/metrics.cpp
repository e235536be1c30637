#include "evaluation/metrics.h"

#include <algorithm>
#include <cmath>

namespace affect {
namespace {

double calibration_error(const torch::Tensor &confidence, const torch::Tensor &correct) {
  constexpr int bins = 15;
  std::array<double, bins> confidence_sums{}, hits{}, counts{};
  for (int64_t i = 0; i < confidence.size(0); ++i) {
    const double c = confidence[i].item<double>();
    const int bin = std::min(bins - 1, static_cast<int>(c * bins));
    confidence_sums[bin] += c;
    hits[bin] += correct[i].item<double>();
    ++counts[bin];
  }
  double error = 0;
  for (int bin = 0; bin < bins; ++bin)
    error += std::abs(confidence_sums[bin] - hits[bin]);
  return error / static_cast<double>(std::max<int64_t>(1, confidence.size(0)));
}

} // namespace

ClassificationMetrics score(const torch::Tensor &all_probabilities,
                            const torch::Tensor &all_labels) {
  ClassificationMetrics metrics;
  const auto rows = all_labels.ge(0).nonzero().squeeze(1);
  metrics.n = rows.numel();
  if (metrics.n == 0)
    return metrics;
  const auto probabilities = all_probabilities.index_select(0, rows).to(torch::kFloat32);
  const auto labels = all_labels.index_select(0, rows);
  const auto [confidence, predicted] = probabilities.max(1);
  for (int64_t i = 0; i < metrics.n; ++i)
    ++metrics.confusion[static_cast<std::size_t>(labels[i].item<int64_t>())]
                       [static_cast<std::size_t>(predicted[i].item<int64_t>())];
  const auto correct = predicted.eq(labels).to(torch::kFloat32);
  metrics.accuracy = correct.mean().item<double>();
  metrics.ece = calibration_error(confidence, correct);
  int present = 0; // a data set of two classes has no F1 of the third
  for (std::size_t c = 0; c < 3; ++c) {
    auto &one = metrics.per_class[c];
    int64_t predicted_count = 0;
    for (std::size_t other = 0; other < 3; ++other) {
      one.support += metrics.confusion[c][other];
      predicted_count += metrics.confusion[other][c];
    }
    const auto hits = static_cast<double>(metrics.confusion[c][c]);
    one.precision = predicted_count > 0 ? hits / static_cast<double>(predicted_count) : 0;
    one.recall = one.support > 0 ? hits / static_cast<double>(one.support) : 0;
    one.f1 = one.precision + one.recall > 0
                 ? 2 * one.precision * one.recall / (one.precision + one.recall)
                 : 0;
    if (one.support > 0) {
      ++present;
      metrics.macro_f1 += one.f1;
      metrics.macro_recall += one.recall;
    }
    metrics.weighted_f1 +=
        one.f1 * static_cast<double>(one.support) / static_cast<double>(metrics.n);
  }
  metrics.macro_f1 /= present;
  metrics.macro_recall /= present;
  return metrics;
}

double rank_correlation(const torch::Tensor &a, const torch::Tensor &b) {
  const auto ranks = [](const torch::Tensor &values) {
    const auto x = values.reshape({-1}).to(torch::kFloat64);
    const auto below = x.unsqueeze(1).gt(x.unsqueeze(0)).sum(1),
               equal = x.unsqueeze(1).eq(x.unsqueeze(0)).sum(1);
    const auto rank = below.to(torch::kFloat64) + 0.5 * equal.to(torch::kFloat64);
    return rank - rank.mean();
  };
  if (a.numel() == 0)
    return 0;
  const auto x = ranks(a), y = ranks(b);
  const double scale = (x.norm() * y.norm()).item<double>();
  return scale > 0 ? (x * y).sum().item<double>() / scale : 0;
}

} // namespace affect
