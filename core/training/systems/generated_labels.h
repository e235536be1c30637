#pragma once

#include "training/systems/predictions.h"
#include "training/trainer/system_batches.h"

#include <functional>

namespace affect {

/// Unimodal labels that a system made of the multimodal ones, [posts, 3] in [-1, 1], after an epoch
/// (from 1).
using LabelsMade = std::function<void(int epoch, const torch::Tensor &labels)>;

/// Unimodal labels of the training posts, where the system generates them
/// (System::generates_labels); else it does nothing.
class GeneratedLabels {
public:
  /// Keeps references.
  GeneratedLabels(System &system, const std::vector<PostFeatures> &posts);

  /// The labels of these posts, once there are any.
  void add_to(SystemLabels &batch, const Rows &rows) const;
  /// Generates them anew and calls `made` (may be empty) with them.
  void after_epoch(int epoch, const LabelsMade &made);
  /// Finds the classes' centres once more, of the weights that are kept.
  void finish();
  /// Undefined before the first epoch's end; may be set to those of a checkpoint.
  torch::Tensor &labels() { return labels_; }

private:
  System &system_;
  const std::vector<PostFeatures> &posts_;
  SystemLabels human_labels_;
  torch::Tensor labels_;
};

} // namespace affect
