#pragma once

#include "training/systems/crossval.h"

#include <nlohmann/json.hpp>

namespace affect {

/// Scores of one of a system's forms.
struct AblationArm {
  std::string name;
  CrossValidation runs; ///< one for every seed, all over the same posts
};

/// Sets options of the loop by the names config.json has for them: epochs, batch, rate,
/// weight_decay, language_weight, drop_modality, query_share, query_apart, average, seed. Errors:
/// usage (another name).
Result<void> set_training_options(SystemTrainingOptions &options,
                                  const std::map<std::string, double> &values);

/// Trains each form System::ablations() names, and for systems that read steps the baselines, with
/// the seeds 1 … `seeds` and scores it on dev. Errors: as train_system; usage (a system without
/// such forms, or no seed).
Result<std::vector<AblationArm>>
compare_ablations(const SystemConfig &config, const std::vector<PostFeatures> &train,
                  const std::vector<PostFeatures> &dev, int seeds, TextEncoder &encoder,
                  const SystemTrainingOptions &options, const ProgressFn &progress,
                  const CancelToken &cancel);

/// The figures of each form by its name: as those of a cross-validation, with "seeds" for its
/// "folds".
nlohmann::ordered_json to_json(const std::vector<AblationArm> &arms);

} // namespace affect
