#pragma once

#include "corpus/post_features.h"
#include "evaluation/metrics.h"
#include "nn/state.h"

#include <filesystem>
#include <functional>

namespace affect {

/// Which modality to leave out.
enum class Hidden { none, text, image, audio };

/// What stands where a modality was taken away: what the system itself does then, or its features
/// as zeros, of which the system is not told.
enum class Filling { own, zeros };

/// Unimodal labels that a system made of the multimodal ones, [posts, 3] in [-1, 1], after an epoch
/// (from 1).
using LabelsMade = std::function<void(int epoch, const torch::Tensor &labels)>;

struct SystemTrainingOptions {
  std::uint64_t seed = 1;
  int epochs = 12;
  int64_t batch_size = 64;
  double rate = 1e-3;
  double weight_decay = 0.05;
  double language_weight =
      0.3; ///< of the masked-language loss; 0 where the system has no language head
  double drop_modality =
      0.15;                 ///< share of posts whose text, and of posts whose image, a step hides
  double query_share = 0.1; ///< of the posts that only guide a system's meta step, where it has one
  bool query_apart =
      false; ///< those posts are in no step at all, else only in no meta step's support
  Hidden hidden = Hidden::none; ///< in every step: a system that only ever sees the other modality
  double average = 0.99;        ///< decay of the running mean of the weights, which is what is kept
  bool bf16 = false;            ///< arithmetic of the steps; weights and their mean stay fp32
  std::filesystem::path folder; ///< curves.csv and checkpoint.safetensors; empty: none
  bool resume = false;
  LabelsMade labels_made; ///< told after every epoch, where the system generates labels
};

/// Class probabilities of posts. [posts, 3]
torch::Tensor predict(System &system, const std::vector<PostFeatures> &posts,
                      Hidden hidden = Hidden::none, Filling filling = Filling::own);

/// All that a system says of posts; what it has no use for stays undefined.
struct Predictions {
  torch::Tensor logits;                    ///< [posts, 3], before any temperature
  torch::Tensor probabilities;             ///< [posts, 3]
  torch::Tensor text_logits, image_logits; ///< [posts, 3]
  torch::Tensor audio_logits;              ///< [posts, 3]
  torch::Tensor weights;                   ///< [posts, 2] how much text and image weighed
  torch::Tensor uncertainty;               ///< [posts, 3] sigma of text, image and both
  torch::Tensor intensities;               ///< [posts, intensity_spaces] of regression heads
  torch::Tensor features;                  ///< as SystemOutput::features
  torch::Tensor present;                   ///< [posts, 3]
};
Predictions predict_all(System &system, const std::vector<PostFeatures> &posts);

/// Joint labels of posts, -1 where there is none. [posts]
torch::Tensor joint_labels(const std::vector<PostFeatures> &posts);

/// Trains a system on features of frozen encoders: its own loss, masked-language modelling through
/// the text encoder's head where the system has word states for it, hidden modalities, the system's
/// meta step where it wants one, a running mean of the weights. `dev` is only scored (for the
/// curves) and may be empty; nothing is chosen by it. The system ends with the mean weights, in
/// eval mode. Errors: cancelled, unreadable (folder), internal (the loss is not finite).
Result<void> train_system(System &system, const std::vector<PostFeatures> &train,
                          const std::vector<PostFeatures> &dev, TextEncoder &encoder,
                          const SystemTrainingOptions &options, const ProgressFn &progress,
                          const CancelToken &cancel);

} // namespace affect
