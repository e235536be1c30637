#pragma once

#include "evaluation/ulag_scores.h"
#include "training/systems/system_training.h"

namespace affect {

/// Trains the system with each rule and the seeds 1 … `seeds` on `train`, whose unimodal labels it
/// does not see, and scores what it generates after every epoch against them; then what its
/// unimodal heads say of `dev`. Errors: as train_system; usage (a system that generates no labels;
/// posts without unimodal labels; no seed).
Result<std::vector<UlagScore>> measure_ulag(const SystemConfig &config,
                                            const std::vector<PostFeatures> &train,
                                            const std::vector<PostFeatures> &dev, int seeds,
                                            TextEncoder &encoder,
                                            const SystemTrainingOptions &options,
                                            const ProgressFn &progress, const CancelToken &cancel);

} // namespace affect
