#pragma once

#include <torch/torch.h>

#include <array>
#include <cstdint>

namespace affect {

/// Scores of a three-class prediction (negative, neutral, positive), as docs/results.md reports
/// them.
struct ClassificationMetrics {
  struct Class {
    double precision = 0, recall = 0, f1 = 0;
    int64_t support = 0;
  };
  int64_t n = 0;
  double accuracy = 0;
  double weighted_f1 = 0;  ///< mean F1 of the classes, weighted by their support
  double macro_f1 = 0;     ///< plain mean F1 of the classes that occur in the labels
  double macro_recall = 0; ///< likewise of recall; TweetEval's measure (Barbieri et al. 2020)
  double ece = 0; ///< expected calibration error over 15 bins of equal width (Guo et al. 2017)
  std::array<Class, 3> per_class;
  std::array<std::array<int64_t, 3>, 3> confusion{}; ///< [true][predicted]
};

/// probabilities [n, 3], labels [n]; rows whose label is -1 are left out.
ClassificationMetrics score(const torch::Tensor &probabilities, const torch::Tensor &labels);

/// Spearman's rank correlation of two lists [n]; equal values get the mean of their ranks. 0 where
/// a list is constant.
double rank_correlation(const torch::Tensor &a, const torch::Tensor &b);

} // namespace affect
