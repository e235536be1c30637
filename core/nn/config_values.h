#pragma once

#include "base/result.h"
#include "nn/bert.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

/// How the .cpp files of nn read config.json; no header but this one knows of JSON.
namespace affect {

/// A model folder's config.json. Errors: not_found, unreadable, bad_format.
Result<nlohmann::json> read_model_config(const std::filesystem::path &folder);

/// The values of one configuration (or one side of it). What is absent or null has the fallback:
/// the class's default. The first value that is no sensible one is remembered and reported by
/// check().
class ConfigValues {
public:
  explicit ConfigValues(const nlohmann::json &object) : object_(object) {}

  int64_t size(const char *name, int64_t fallback, int64_t largest, int64_t least = 1);
  /// A norm's epsilon: above 0, below 1.
  double epsilon(const char *name, double fallback);
  bool flag(const char *name, bool fallback);
  std::string word(const char *name, const std::string &fallback);
  Activation activation(const char *name, Activation fallback);
  /// Remembers that `name` asks for something unknown here.
  void refuse(const std::string &name);

  /// Errors: bad_format (a value out of bounds), unsupported (one that nothing here computes).
  Result<void> check(const std::filesystem::path &file) const;

private:
  const nlohmann::json *find(const char *name) const;
  const nlohmann::json &object_;
  std::string wrong_, unknown_;
};

/// Bounds that only damage or an attack on memory exceeds.
namespace config_limits {
constexpr int64_t vocabulary = 4'000'000, width = 65536, inner = 262144, layers = 256,
                  positions = 1 << 20;
} // namespace config_limits

/// BertConfig from a configuration or the text side of one. Errors: bad_format, unsupported.
Result<BertConfig> bert_config_from(const nlohmann::json &object, bool roberta,
                                    const std::filesystem::path &file);

} // namespace affect
