#include "evaluation/calibration.h"

#include "base/atomic_file.h"
#include "evaluation/metrics.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <ostream>

namespace affect {
namespace {

constexpr int bin_count = 10;

torch::Tensor labelled_rows(const torch::Tensor &labels) {
  return labels.ge(0).nonzero().squeeze(1);
}

torch::Tensor probabilities_at(const torch::Tensor &logits, double temperature) {
  return torch::softmax(logits.to(torch::kFloat32) / temperature, 1);
}

void write_bins(std::ostream &out, const std::vector<ReliabilityBin> &bins, double temperature,
                double ece) {
  for (const ReliabilityBin &bin : bins)
    out << std::setprecision(1) << bin.from << ',' << bin.to << ',' << bin.n << ','
        << std::setprecision(4) << bin.confidence << ',' << bin.accuracy << ',' << temperature
        << ',' << ece << '\n';
}

} // namespace

std::vector<ReliabilityBin> reliability(const torch::Tensor &probabilities,
                                        const torch::Tensor &labels) {
  std::vector<ReliabilityBin> bins(bin_count);
  for (int i = 0; i < bin_count; ++i) {
    bins[static_cast<std::size_t>(i)].from = static_cast<double>(i) / bin_count;
    bins[static_cast<std::size_t>(i)].to = static_cast<double>(i + 1) / bin_count;
  }
  const auto rows = labelled_rows(labels);
  const auto [confidence, predicted] =
      probabilities.index_select(0, rows).to(torch::kFloat64).max(1);
  const auto correct = predicted.eq(labels.index_select(0, rows));
  for (int64_t i = 0; i < rows.numel(); ++i) {
    const double value = confidence[i].item<double>();
    auto &bin = bins[static_cast<std::size_t>(
        std::clamp(static_cast<int>(value * bin_count), 0, bin_count - 1))];
    ++bin.n;
    bin.confidence += value;
    bin.accuracy += correct[i].item<bool>() ? 1 : 0;
  }
  for (ReliabilityBin &bin : bins)
    if (bin.n > 0) {
      bin.confidence /= static_cast<double>(bin.n);
      bin.accuracy /= static_cast<double>(bin.n);
    }
  return bins;
}

SurestHalf surest_half(const torch::Tensor &probabilities, const torch::Tensor &labels,
                       const torch::Tensor &uncertainty) {
  const auto rows = labelled_rows(labels);
  if (rows.numel() < 2)
    return {};
  const auto order = std::get<1>(
      uncertainty.index_select(0, rows).sort(/*stable=*/true, /*dim=*/0, /*descending=*/false));
  const auto correct = probabilities.index_select(0, rows)
                           .argmax(1)
                           .eq(labels.index_select(0, rows))
                           .to(torch::kFloat64)
                           .index_select(0, order);
  const int64_t half = rows.numel() / 2;
  return {correct.slice(0, 0, half).mean().item<double>(),
          correct.slice(0, half).mean().item<double>()};
}

Calibration calibration_of(const torch::Tensor &logits, const torch::Tensor &labels,
                           const torch::Tensor &uncertainty, double temperature) {
  Calibration result;
  result.temperature = temperature;
  const auto probabilities = probabilities_at(logits, temperature);
  const auto uncalibrated = probabilities_at(logits, 1);
  result.ece_before = score(uncalibrated, labels).ece;
  result.bins_before = reliability(uncalibrated, labels);
  result.ece = score(probabilities, labels).ece;
  result.bins = reliability(probabilities, labels);
  result.by_probability = surest_half(probabilities, labels, -std::get<0>(probabilities.max(1)));
  const auto rows = labelled_rows(labels);
  if (uncertainty.defined() && rows.numel() > 0) {
    result.by_uncertainty = surest_half(probabilities, labels, uncertainty);
    const auto truth = labels.index_select(0, rows).unsqueeze(1);
    const auto loss = -probabilities.index_select(0, rows).gather(1, truth).squeeze(1).log();
    result.uncertainty_against_loss = rank_correlation(uncertainty.index_select(0, rows), loss);
  }
  return result;
}

double fit_temperature(const torch::Tensor &logits, const torch::Tensor &labels) {
  const auto rows = labelled_rows(labels);
  if (rows.numel() == 0)
    return 1;
  const auto scores = logits.index_select(0, rows).to(torch::kFloat64),
             truth = labels.index_select(0, rows);
  const auto loss = [&](double log_temperature) {
    return torch::nn::functional::cross_entropy(scores / std::exp(log_temperature), truth)
        .item<double>();
  };
  // Cross entropy is convex in 1 / temperature, so that a golden-section search finds the minimum.
  const double golden = (std::sqrt(5.0) - 1) / 2;
  double low = std::log(0.25), high = std::log(4.0);
  while (high - low > 1e-4) {
    const double span = golden * (high - low);
    if (loss(high - span) < loss(low + span))
      high = low + span;
    else
      low = high - span;
  }
  return std::exp((low + high) / 2);
}

Result<void> write_reliability(const std::filesystem::path &file, const Calibration &calibration) {
  return write_whole_file(file, [&](std::ostream &out) {
    out << "from,to,n,confidence,accuracy,temperature,ece\n" << std::fixed;
    write_bins(out, calibration.bins_before, 1, calibration.ece_before);
    if (calibration.temperature != 1)
      write_bins(out, calibration.bins, calibration.temperature, calibration.ece);
  });
}

} // namespace affect
