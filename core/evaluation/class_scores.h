#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

namespace affect {

/// Scores of a prediction of any number of classes. ClassificationMetrics is for the three
/// polarities of posts.
struct ClassScores {
  struct Class {
    double precision = 0, recall = 0, f1 = 0;
    int64_t support = 0;
  };
  int64_t n = 0;
  double accuracy = 0;
  double unweighted_recall = 0; ///< mean recall of the classes that occur
  double macro_f1 = 0;          ///< likewise of F1
  std::vector<Class> per_class;
  std::vector<std::vector<int64_t>> confusion; ///< [true][predicted]
};

/// predicted, labels [n] int64 in 0 … classes − 1. Throws c10::Error where they are not.
ClassScores score_classes(const torch::Tensor &predicted, const torch::Tensor &labels,
                          int64_t classes);

} // namespace affect
