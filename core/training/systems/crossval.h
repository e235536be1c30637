#pragma once

#include "evaluation/evaluation.h"
#include "training/encoders/encoder_tuning.h"
#include "training/systems/system_training.h"

namespace affect {

/// `train` serves only to find repeated texts and may be empty.
Evaluation evaluate_system(System &system, const std::vector<PostFeatures> &posts,
                           const std::vector<PostFeatures> &train);

/// What a fold tunes.
struct FoldTuning {
  ImageEncoder &image;
  EncoderTuningOptions options;
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
