#pragma once

#include "base/result.h"

#include <torch/torch.h>

#include <filesystem>
#include <optional>
#include <vector>

namespace affect {

/// Posts whose confidence, the probability of the most probable class, is from `from` to `to`.
struct ReliabilityBin {
  double from = 0, to = 0;
  int64_t n = 0;
  double confidence = 0, accuracy = 0; ///< means over its posts; 0 where it has none
};

/// Ten bins of equal width over [0, 1]. probabilities [n, 3], labels [n]; rows whose label is -1
/// are left out.
std::vector<ReliabilityBin> reliability(const torch::Tensor &probabilities,
                                        const torch::Tensor &labels);

/// Accuracy on the half of the posts about which a system is most certain, and on the rest.
struct SurestHalf {
  double surest = 0, rest = 0;
};

/// `uncertainty` [n] of any kind: the lower, the more certain; ties go to the earlier post. Rows
/// whose label is -1 are left out; with an odd number of posts the middle one belongs to the rest.
SurestHalf surest_half(const torch::Tensor &probabilities, const torch::Tensor &labels,
                       const torch::Tensor &uncertainty);

/// How well a system's confidence agrees with its accuracy.
struct Calibration {
  double temperature = 1;
  /// Expected calibration error (as ClassificationMetrics::ece) at a temperature of 1.
  double ece_before = 0;
  double ece = 0;                           ///< at `temperature`
  std::vector<ReliabilityBin> bins_before;  ///< at a temperature of 1
  std::vector<ReliabilityBin> bins;         ///< at `temperature`
  SurestHalf by_probability;                ///< certain by the most probable class's probability
  std::optional<SurestHalf> by_uncertainty; ///< certain by the system's own σ of the whole post
  /// Rank correlation of that σ with the true class's −log p; 0 where there is no σ.
  double uncertainty_against_loss = 0;
};

/// logits [n, 3], labels [n], uncertainty [n] or undefined.
Calibration calibration_of(const torch::Tensor &logits, const torch::Tensor &labels,
                           const torch::Tensor &uncertainty, double temperature);

/// The temperature in [0.25, 4] that, as a divisor of the logits [n, 3], gives the lowest cross
/// entropy (temperature scaling, Guo et al., ICML 2017); 1 where no row has a label.
double fit_temperature(const torch::Tensor &logits, const torch::Tensor &labels);

/// CSV with the header from,to,n,confidence,accuracy,temperature,ece: the bins at a temperature of
/// 1, then, where the system's temperature differs, those at its own. `ece` (15 bins) is that of
/// all posts and the same in every row of a temperature. Errors: unreadable.
Result<void> write_reliability(const std::filesystem::path &file, const Calibration &calibration);

} // namespace affect
