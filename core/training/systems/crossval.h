#pragma once

#include "evaluation/calibration.h"
#include "evaluation/intensity_metrics.h"
#include "training/encoders/encoder_tuning.h"
#include "training/systems/system_training.h"

namespace affect {

/// Scores of one trained system on posts it has not seen.
struct Evaluation {
  ClassificationMetrics all;        ///< of the posts as they are
  ClassificationMetrics text_only;  ///< with every image hidden
  ClassificationMetrics image_only; ///< with every text hidden
  /// The same with zeros in the place of what is hidden, where the system would put a translation
  /// there; else n 0.
  ClassificationMetrics zeros_for_image, zeros_for_text;
  ClassificationMetrics
      unrepeated;                  ///< without the posts whose words also stand in the training set
  ClassificationMetrics text_head; ///< the text's own result against the human label of the text
  /// Whether the shown weights mean something: rank correlation of a modality's weight with what
  /// hiding it takes from the true class's probability. 0 where the system has no weights.
  double text_weight = 0, image_weight = 0;
  Calibration calibration;          ///< of the posts as they are
  ClassificationMetrics image_head; ///< the image's own result against the human label of the image
  ClassificationMetrics audio_head; ///< likewise of the audio; n 0: no such labels
  ClassificationMetrics without_audio; ///< with every audio hidden; n 0: there is none
  IntensityMetrics intensity;          ///< of the posts as they are; n 0: no labels by degree
};

/// `train` serves only to find repeated texts and may be empty.
Evaluation evaluate_system(System &system, const std::vector<PostFeatures> &posts,
                           const std::vector<PostFeatures> &train);

/// What a fold tunes.
struct FoldTuning {
  ImageEncoder &image;
  EncoderTuningOptions options;
};

struct CrossValidation {
  std::vector<Evaluation> folds;
  /// What was said of each labelled post by the system that had not seen it, with its label.
  /// [posts, 3], [posts]
  torch::Tensor logits, labels;
  /// Over all those posts, each fold's confidence at the temperature that fits the other folds'
  /// posts.
  Calibration calibration;
  double temperature = 1; ///< that fits them all
};

/// Stratified folds over the posts that have a joint label; those without one train every fold with
/// their unimodal labels. Every fold trains a fresh system. With `tuning` every fold first tunes
/// the encoders' last blocks anew, from what they were at the start, on its own training posts
/// (which then have features from below these blocks, see EncoderTuningOptions::apply_to); at the
/// end the encoders are as at the start. Errors: as train_system, tune_encoders; usage (fewer than
/// two folds).
Result<CrossValidation> cross_validate(const SystemConfig &config,
                                       const std::vector<PostFeatures> &posts, int folds,
                                       std::uint64_t fold_seed, TextEncoder &encoder,
                                       const SystemTrainingOptions &options,
                                       const ProgressFn &progress, const CancelToken &cancel,
                                       const FoldTuning *tuning = nullptr);

} // namespace affect
