#pragma once

#include "nn/state.h"

#include <filesystem>
#include <optional>
#include <string>

namespace affect {

/// Features on disk, named by the content they were computed from and the encoder that computed
/// them; fp16. A damaged or missing entry is simply computed again. Safe for several processes:
/// entries appear whole.
class FeatureCache {
public:
  /// `folder` is made where absent; an empty path switches the cache off.
  explicit FeatureCache(std::filesystem::path folder);

  /// Key from the item's bytes (or text) and the encoder's hash.
  static std::string key(const std::string &content, const std::string &encoder_hash);

  std::optional<StateDict> find(const std::string &key) const;
  void keep(const std::string &key, const StateDict &features) const;

private:
  std::filesystem::path path_of(const std::string &key) const;
  std::filesystem::path folder_;
};

} // namespace affect
