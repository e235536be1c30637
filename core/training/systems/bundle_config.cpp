#include "training/systems/bundle_config.h"

#include "base/json_file.h"
#include "training/systems/ablation.h"

namespace fs = std::filesystem;

namespace affect {
namespace {

constexpr std::uintmax_t largest_config = 16u << 20; // bytes

} // namespace

nlohmann::ordered_json bundle_config(const BundleTraining &training, const SystemConfig &config) {
  nlohmann::ordered_json json;
  json["system"] = config.system;
  json["settings"] = config.settings;
  json["train"] = training.train.filename().string();
  json["dev"] = training.dev.filename().string();
  const auto &options = training.options;
  json["seed"] = options.seed;
  json["epochs"] = options.epochs;
  json["batch"] = options.batch_size;
  json["rate"] = options.rate;
  json["weight_decay"] = options.weight_decay;
  json["language_weight"] = options.language_weight;
  json["drop_modality"] = options.drop_modality;
  json["query_share"] = options.query_share;
  json["query_apart"] = options.query_apart;
  json["average"] = options.average;
  if (const auto &data = training.data; !data.sentences.empty()) {
    for (const fs::path &file : data.sentences)
      json["sentences"].push_back(file.filename().string());
    json["sentence_lines"] = data.sentence_lines;
  }
  if (const auto &tuning = training.tuning; tuning.any())
    json["tuning"] = {{"text", tuning.text_blocks},
                      {"image", tuning.image_blocks},
                      {"epochs", tuning.epochs},
                      {"rate", tuning.rate},
                      {"image_rate", tuning.image_rate},
                      {"dropout", tuning.dropout},
                      {"rank", tuning.rank},
                      {"image_epochs", tuning.picture_epochs}};
  return json;
}

Result<SystemTrainingOptions> read_training_options(const fs::path &folder) {
  const fs::path file = folder / "config.json";
  const auto json = read_json_file(file, largest_config);
  if (!json.ok())
    return make_error(ErrorCode::bad_format, "The bundle does not say how it was trained.", file);
  std::map<std::string, double> values;
  for (const auto &[name, value] : json->items())
    if (value.is_number() || value.is_boolean())
      values[name] = value.is_number() ? value.get<double>() : value.get<bool>();
  values.erase("sentence_lines"); // the data's, not the loop's
  SystemTrainingOptions options;
  AFFECT_CHECK(set_training_options(options, values));
  return options;
}

} // namespace affect
