#pragma once

#include "training/systems/train_bundle.h"

#include <nlohmann/json.hpp>

#include <filesystem>

/// config.json beside a bundle's weights: how it was trained.
namespace affect {

nlohmann::ordered_json bundle_config(const BundleTraining &training, const SystemConfig &config);

/// The options that a bundle says it was trained with. Errors: bad_format (it does not say, or not
/// as set_training_options takes it).
Result<SystemTrainingOptions> read_training_options(const std::filesystem::path &bundle);

} // namespace affect
