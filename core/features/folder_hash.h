#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace affect {

/// SHA-256 over the named files of a folder (those that exist), names included. Errors: unreadable.
Result<std::string> hash_of_folder(const std::filesystem::path &folder,
                                   const std::vector<std::string> &files);

/// The same over `files` and, where a model's weights are in shards, all files these consist of.
/// Errors: as ModelWeights::open.
Result<std::string> hash_of_model(const std::filesystem::path &folder,
                                  std::vector<std::string> files);

} // namespace affect
