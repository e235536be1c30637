#pragma once

#include <torch/torch.h>

#include <cstdint>

namespace affect {

/// Scores of sentiment intensity, by the conventions of CMU-MOSI and CH-SIMS.
struct IntensityMetrics {
  int64_t n = 0;
  double mae = 0;         ///< mean absolute error, on the data set's own scale
  double correlation = 0; ///< Pearson's; 0 where a list is constant
  double acc7 = 0;        ///< accuracy after rounding to whole numbers, -3 … 3
  double acc5 = 0;        ///< likewise, -2 … 2
  /// Negative against not negative, which includes zero; F1 weighted.
  double acc2_has0 = 0, f1_has0 = 0;
  int64_t n_non0 = 0;
  /// Negative against positive, without items labelled zero.
  double acc2_non0 = 0, f1_non0 = 0;
};

/// predicted [n] and labels [n] on the data set's own scale (CMU-MOSI: -3 … 3); rows whose label is
/// NaN are left out.
IntensityMetrics score_intensity(const torch::Tensor &predicted, const torch::Tensor &labels);

} // namespace affect
