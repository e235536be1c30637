#pragma once

#include "corpus/post_features.h"
#include "evaluation/metrics.h"
#include "training/systems/generated_labels.h"

#include <filesystem>
#include <functional>

namespace affect {

struct SystemTrainingOptions {
  std::uint64_t seed = 1;
  int epochs = 12;
  int64_t batch_size = 64;
  double rate = 1e-3;
  double weight_decay = 0.05;
  double language_weight =
      0.3; ///< of the masked-language loss; 0 where the system has no language head
  double drop_modality =
      0.15; ///< share of posts whose text, and of posts whose image, a step hides
  double query_share =
      0.1; ///< of the posts that are only the query set of a meta step, where a system has one
  bool query_apart = false; ///< those posts are in no ordinary step either, else only in no meta
                            ///< step's support set
  Hidden hidden = Hidden::none; ///< in every step: a system that only ever sees the other modality
  double average = 0.99; ///< decay of the moving average of the weights, which is what is kept
  bool bf16 = false;     ///< arithmetic of the steps; weights and their average stay fp32
  std::filesystem::path folder; ///< curves.csv and checkpoint.safetensors; empty: none
  bool resume = false;
  LabelsMade labels_made; ///< called after every epoch, where the system generates labels
};

/// Trains a system on features of frozen encoders: its own loss, masked-language modelling through
/// the text encoder's head where the system has word states for it, hidden modalities, the system's
/// meta step where it wants one, a moving average of the weights. `dev` is only scored (for the
/// curves) and may be empty; nothing is chosen by it. The system ends with the averaged weights, in
/// eval mode. Errors: cancelled, unreadable (folder), internal (the loss is not finite).
Result<void> train_system(System &system, const std::vector<PostFeatures> &train,
                          const std::vector<PostFeatures> &dev, TextEncoder &encoder,
                          const SystemTrainingOptions &options, const ProgressFn &progress,
                          const CancelToken &cancel);

} // namespace affect
