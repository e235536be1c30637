#pragma once

#include "evaluation/evaluation.h"

#include <torch/torch.h>

namespace affect {

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

/// Class probabilities [posts, 3] of the same posts with a modality hidden from the system.
struct HiddenPredictions {
  torch::Tensor without_text, without_image;
  torch::Tensor without_audio; ///< undefined: no post has any
  /// Zeros in the place of what is hidden; undefined: the system translates nothing.
  torch::Tensor zeros_for_text, zeros_for_image;
};

/// What people said of the posts; -1 or, of intensities, NaN where nobody did. [posts] each
struct PostLabels {
  torch::Tensor joint, text, image, audio;
  torch::Tensor unrepeated;  ///< as joint, but -1 also where the text stands in the training set
  torch::Tensor intensities; ///< of the whole post, in [-1, 1]
};

/// Scores of a system's predictions. `temperature` divides its logits; `intensity_scale` brings
/// intensities to the data set's own scale.
Evaluation score_predictions(const Predictions &predicted, const HiddenPredictions &hidden,
                             const PostLabels &labels, double temperature, double intensity_scale);

/// What the systems of a cross-validation predict for the posts of their folds, unseen until then.
/// A tensor a fold each.
struct HeldOutPredictions {
  std::vector<torch::Tensor> logits;      ///< [posts, 3]
  std::vector<torch::Tensor> labels;      ///< [posts]
  std::vector<torch::Tensor> uncertainty; ///< [posts] of the whole; empty: the system gives none
};

/// Sets what a cross-validation says of all folds together: logits, labels, temperature and
/// calibration.
void calibrate(CrossValidation &result, const HeldOutPredictions &held_out);

/// How sure a system is of the whole post [posts]; undefined where it does not say.
torch::Tensor whole_uncertainty(const Predictions &predicted);

} // namespace affect
