#pragma once

#include "base/result.h"

#include <torch/torch.h>

#include <filesystem>
#include <optional>
#include <vector>

namespace affect {

/// Posts whose most probable class has a probability of `from` up to `to`.
struct ReliabilityBin {
  double from = 0, to = 0;
  int64_t n = 0;
  double confidence = 0, accuracy = 0; ///< means over its posts; 0 where there is none
};

/// Ten bins of equal width over [0, 1]. probabilities [n, 3], labels [n]; rows whose label is -1
/// are left out.
std::vector<ReliabilityBin> reliability(const torch::Tensor &probabilities,
                                        const torch::Tensor &labels);

/// Accuracy of the half of the posts that a system is surest of, and of the others.
struct SurestHalf {
  double surest = 0, rest = 0;
};

/// `doubt` [n]: the lower the surer; of equal ones the first are the surer. Rows whose label is -1
/// are left out; of an odd number of posts the middle one is with the rest.
SurestHalf surest_half(const torch::Tensor &probabilities, const torch::Tensor &labels,
                       const torch::Tensor &doubt);

/// Whether a system's confidence is right.
struct Calibration {
  double temperature = 1;
  double ece_before =
      0; ///< expected calibration error (as ClassificationMetrics::ece) at a temperature of 1
  double ece = 0;                           ///< at `temperature`
  std::vector<ReliabilityBin> bins_before;  ///< at a temperature of 1
  std::vector<ReliabilityBin> bins;         ///< at `temperature`
  SurestHalf by_probability;                ///< sure: by the most probable class's probability
  std::optional<SurestHalf> by_uncertainty; ///< sure: by the system's own σ of the whole post
  double uncertainty_against_loss =
      0; ///< rank correlation of that σ with the true class's −log p; 0: no σ
};

/// logits [n, 3], labels [n], uncertainty [n] or undefined.
Calibration calibration_of(const torch::Tensor &logits, const torch::Tensor &labels,
                           const torch::Tensor &uncertainty, double temperature);

/// The temperature in [0.25, 4] by which logits [n, 3] are divided for the least cross entropy (Guo
/// et al., ICML 2017); 1 where no row has a label.
double fit_temperature(const torch::Tensor &logits, const torch::Tensor &labels);

/// CSV with the header from,to,n,confidence,accuracy,temperature,ece: the bins at a temperature of
/// 1 and, where the system has another, those at its own after them; the calibration error (of 15
/// bins) is that of all. Errors: unreadable.
Result<void> write_reliability(const std::filesystem::path &file, const Calibration &calibration);

} // namespace affect
