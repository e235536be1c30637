#include "nn/config_values.h"

#include "base/json_file.h"
#include "nn/model_type.h"

namespace affect {

using nlohmann::json;

Result<json> read_model_config(const std::filesystem::path &folder) {
  FileErrors errors;
  errors.missing = errors.not_regular = {ErrorCode::not_found, "The model folder lacks this file."};
  errors.too_large = {ErrorCode::bad_format,
                      "This is larger than any configuration. Export the model folder again."};
  errors.too_deep.sentence += " Export the model folder again.";
  errors.malformed.sentence = "This is not a JSON object. Export the model folder again.";
  return read_json_file(folder / "config.json", 16u << 20, errors);
}

Result<std::string> read_model_type(const std::filesystem::path &folder) {
  AFFECT_TRY(config, read_model_config(folder));
  if (!config.contains("model_type") || !config["model_type"].is_string())
    return make_error(ErrorCode::bad_format,
                      "This is not a model's configuration: it names no model_type.",
                      folder / "config.json");
  return config["model_type"].get<std::string>();
}

const json *ConfigValues::find(const char *name) const {
  const auto found = object_.find(name);
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

int64_t ConfigValues::size(const char *name, int64_t fallback, int64_t largest, int64_t least) {
  const json *value = find(name);
  if (!value)
    return fallback;
  if (value->is_number_integer()) {
    const auto number = value->get<int64_t>();
    if (number >= least && number <= largest)
      return number;
  }
  if (wrong_.empty())
    wrong_ = name;
  return fallback;
}

double ConfigValues::epsilon(const char *name, double fallback) {
  const json *value = find(name);
  if (!value)
    return fallback;
  if (value->is_number() && value->get<double>() > 0 && value->get<double>() < 1)
    return value->get<double>();
  if (wrong_.empty())
    wrong_ = name;
  return fallback;
}

bool ConfigValues::flag(const char *name, bool fallback) {
  const json *value = find(name);
  if (!value)
    return fallback;
  if (value->is_boolean())
    return value->get<bool>();
  if (wrong_.empty())
    wrong_ = name;
  return fallback;
}

std::string ConfigValues::word(const char *name, const std::string &fallback) {
  const json *value = find(name);
  if (!value)
    return fallback;
  if (value->is_string())
    return value->get<std::string>();
  if (wrong_.empty())
    wrong_ = name;
  return fallback;
}

Activation ConfigValues::activation(const char *name, Activation fallback) {
  const std::string spelled = word(name, "");
  if (spelled.empty())
    return fallback;
  if (spelled == "gelu")
    return Activation::gelu;
  if (spelled == "quick_gelu")
    return Activation::quick_gelu;
  if (spelled == "gelu_new" || spelled == "gelu_pytorch_tanh")
    return Activation::gelu_tanh;
  if (spelled == "relu")
    return Activation::relu;
  refuse(name);
  return fallback;
}

void ConfigValues::refuse(const std::string &name) {
  if (unknown_.empty())
    unknown_ = name;
}

Result<void> ConfigValues::check(const std::filesystem::path &file) const {
  if (!wrong_.empty())
    return make_error(
        ErrorCode::bad_format,
        "The value of " + wrong_ + " is not a sensible one. Export the model folder again.", file);
  if (!unknown_.empty())
    return make_error(ErrorCode::unsupported, "What " + unknown_ + " asks for is not known here.",
                      file);
  return {};
}

} // namespace affect
