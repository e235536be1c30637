#include "features/feature_cache.h"

#include "base/hash.h"

#include <system_error>

namespace affect {
namespace {

// To be raised when an encoder gives something else of the same weights: what was kept before is
// not found any more.
constexpr const char *contents_version = "2\n";

} // namespace

FeatureCache::FeatureCache(std::filesystem::path folder) : folder_(std::move(folder)) {}

std::string FeatureCache::key(const std::string &content, const std::string &encoder_hash) {
  Sha256 hash;
  hash.add(contents_version);
  hash.add(encoder_hash + "\n" + std::to_string(content.size()) + "\n");
  hash.add(content);
  return hash.hex();
}

std::filesystem::path FeatureCache::path_of(const std::string &key) const {
  return folder_ / key.substr(0, 2) / (key.substr(2) + ".safetensors");
}

std::optional<StateDict> FeatureCache::find(const std::string &key) const {
  if (folder_.empty())
    return std::nullopt;
  std::error_code ignored;
  const auto file = path_of(key);
  if (!std::filesystem::exists(file, ignored))
    return std::nullopt;
  auto state = read_state(file);
  if (!state.ok())
    return std::nullopt;
  return std::move(*state);
}

void FeatureCache::keep(const std::string &key, const StateDict &features) const {
  if (folder_.empty())
    return;
  std::error_code ignored;
  const auto file = path_of(key);
  std::filesystem::create_directories(file.parent_path(), ignored);
  // A cache that cannot be written (full disk) only costs time the next time.
  if (const auto written = write_state(file, features, true); !written.ok())
    std::filesystem::remove(file, ignored);
}

} // namespace affect
