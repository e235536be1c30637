#include "batch/journal/batch_options.h"

#include "base/hash.h"
#include "batch/journal/journal_reader.h"
#include "models/manifest.h"

#include <nlohmann/json.hpp>

#include <fstream>

namespace fs = std::filesystem;

namespace affect {
namespace {

using Json = nlohmann::ordered_json;

constexpr int format = 1;

// A path is bytes; what is not UTF-8 stands as numbers.
Json json_of(const fs::path &path) {
  const std::string &bytes = path.native();
  try {
    Json text = bytes;
    static_cast<void>(text.dump()); // throws where it is not UTF-8
    return text;
  } catch (const Json::exception &) {
    Json numbers = Json::array();
    for (const char c : bytes)
      numbers.push_back(static_cast<unsigned char>(c));
    return numbers;
  }
}

fs::path path_from(const Json &json) {
  if (json.is_string())
    return json.get<std::string>();
  std::string bytes;
  for (const Json &number : json)
    bytes += static_cast<char>(number.get<unsigned char>());
  return bytes;
}

Result<BatchModel> model_of(const fs::path &named) {
  AFFECT_TRY(folder, resolve_bundle(named));
  AFFECT_TRY(manifest, read_manifest(folder));
  Sha256 all;
  for (const char *name : {"manifest.json", "model.safetensors", tuned_layers_file}) {
    if (name == std::string(tuned_layers_file) && !manifest.is_tuned())
      continue;
    AFFECT_TRY(hash, sha256_of_file(folder / name));
    all.add(name + (" " + hash) + "\n");
  }
  return BatchModel{manifest.id, all.hex(), folder};
}

} // namespace

Result<BatchIdentity> identity_of(const BatchOptions &options) {
  BatchIdentity identity;
  std::vector<fs::path> models = options.models;
  if (models.empty())
    models.emplace_back(); // the default one
  for (const fs::path &named : models) {
    AFFECT_TRY(model, model_of(named));
    for (const BatchModel &other : identity.models)
      if (other.id == model.id)
        return make_error(ErrorCode::usage, "The model " + model.id + " is named twice.");
    identity.models.push_back(std::move(model));
  }
  AFFECT_TRY(precision, precision_on(options.device, options.precision));
  identity.precision = precision;
  identity.inputs = options.inputs;
  identity.scan = options.scan;
  return identity;
}

std::string to_json(const BatchIdentity &identity) {
  Json models = Json::array(), inputs = Json::array();
  for (const BatchModel &model : identity.models)
    models.push_back(
        {{"id", model.id}, {"sha256", model.sha256}, {"folder", json_of(model.folder)}});
  for (const fs::path &input : identity.inputs)
    inputs.push_back(json_of(input));
  const auto patterns = [](const std::vector<std::string> &all) {
    Json list = Json::array();
    for (const std::string &one : all)
      list.push_back(json_of(one));
    return list;
  };
  return Json{{"format", format},
              {"models", std::move(models)},
              {"precision", identity.precision},
              {"inputs", std::move(inputs)},
              {"include", patterns(identity.scan.include)},
              {"exclude", patterns(identity.scan.exclude)},
              {"shard", identity.scan.shard.text()}}
      .dump(1);
}

Result<BatchIdentity> identity_from_json(const std::string &text) {
  try {
    const Json json = Json::parse(text);
    BatchIdentity identity;
    for (const Json &model : json.at("models"))
      identity.models.push_back({model.at("id").get<std::string>(),
                                 model.at("sha256").get<std::string>(),
                                 path_from(model.at("folder"))});
    identity.precision = json.at("precision").get<std::string>();
    for (const Json &input : json.at("inputs"))
      identity.inputs.push_back(path_from(input));
    for (const Json &one : json.at("include"))
      identity.scan.include.push_back(path_from(one).string());
    for (const Json &one : json.at("exclude"))
      identity.scan.exclude.push_back(path_from(one).string());
    AFFECT_TRY(shard, parse_shard(json.at("shard").get<std::string>()));
    identity.scan.shard = shard;
    return identity;
  } catch (const Json::exception &) {
    return make_error(ErrorCode::bad_format,
                      "The journal does not say what it is about; it is damaged.");
  }
}

std::string difference_of(const BatchIdentity &old, const BatchIdentity &now) {
  const auto same_models = [&] {
    if (old.models.size() != now.models.size())
      return false;
    for (std::size_t i = 0; i < old.models.size(); ++i)
      if (old.models[i].id != now.models[i].id)
        return false;
    return true;
  };
  if (!same_models()) {
    std::string names;
    for (const BatchModel &model : old.models)
      names += (names.empty() ? "" : ",") + model.id;
    return "it was made with --model " + names;
  }
  for (std::size_t i = 0; i < old.models.size(); ++i)
    if (old.models[i].sha256 != now.models[i].sha256)
      return "the model " + now.models[i].id + " has changed since";
  if (old.precision != now.precision)
    return "it was computed in " + old.precision;
  if (old.inputs != now.inputs)
    return "it is about other files or folders";
  if (old.scan.shard != now.scan.shard)
    return "it is that of shard " + old.scan.shard.text();
  if (!(old.scan == now.scan))
    return "it has other --include or --exclude patterns";
  return {};
}

Result<BatchOptions> options_of_journal(const fs::path &journal) {
  AFFECT_TRY(reader, JournalReader::open(journal));
  const BatchIdentity &identity = reader->identity();
  BatchOptions options;
  options.inputs = identity.inputs;
  options.scan = identity.scan;
  for (const BatchModel &model : identity.models)
    options.models.push_back(model.folder);
  options.precision = identity.precision == "bf16" ? Precision::bf16 : Precision::fp32;
  options.journal = journal;
  options.resume = true;
  return options;
}

} // namespace affect
