#pragma once

#include "training/systems/crossval.h"
#include "training/systems/training_encoders.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace affect {

/// What system to train, on what, and how.
struct BundleTraining {
  std::string system;
  TrainingData data;
  EncoderChoice encoders;
  std::map<std::string, double> settings; ///< of the system
  std::vector<std::string> without;       ///< parts of the system that are left out, by name
  SystemTrainingOptions options;          ///< its bf16 is EncoderChoice::precision's
  EncoderTuningOptions tuning;            ///< its seed is SystemTrainingOptions::seed
  std::filesystem::path train, dev;       ///< splits, see DatasetKind::splits
  std::filesystem::path out;              ///< folder of the bundle
  int calibrate = 0; ///< folds of the training posts that the temperature is fitted on; 0: none is
};

/// Trains a system and writes its bundle: weights, manifest, config.json, metrics.json. Where
/// tuning is asked for, the encoders' last blocks are tuned first. Returns the scores on the dev
/// posts. Errors: unreadable (the folder cannot be made or written); as open_encoders,
/// make_features, leave_out and train_system; cancelled.
Result<Evaluation> train_bundle(BundleTraining training, const Reporting &reporting);

/// Cross-validation over the posts of `splits`. Errors: as train_bundle.
Result<CrossValidation> cross_validate_data(BundleTraining training,
                                            const std::vector<std::filesystem::path> &splits,
                                            int folds, const Reporting &reporting);

} // namespace affect
