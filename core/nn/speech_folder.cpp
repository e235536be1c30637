#include "nn/speech_net.h"

#include "base/json_file.h"
#include "nn/config_values.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace affect {
namespace {

namespace fs = std::filesystem;

constexpr const char *model_type = "affectscope-audio";
constexpr int64_t most_channels = 1024, most_width = 4096;
constexpr std::size_t most_names = 64, longest_name = 40; // emotions, corpora

Error broken(const fs::path &file, const std::string &what) {
  return make_error(ErrorCode::bad_format,
                    "The value of " + what + " is not a sensible one. Train the encoder again.",
                    file);
}

bool read_names(const nlohmann::json &array, std::vector<std::string> &names) {
  if (!array.is_array() || array.empty() || array.size() > most_names)
    return false;
  for (const auto &name : array) {
    if (!name.is_string() || name.get_ref<const std::string &>().empty() ||
        name.get_ref<const std::string &>().size() > longest_name)
      return false;
    names.push_back(name.get<std::string>());
  }
  return true;
}

Result<SpeechCorpus> read_corpus(const nlohmann::json &entry, const SpeechNetConfig &config,
                                 const fs::path &file) {
  std::vector<std::string> own, emotions;
  if (!entry.is_object() || !entry.contains("name") || !entry.contains("emotions") ||
      !read_names(nlohmann::json::array({entry["name"]}), own) ||
      !read_names(entry["emotions"], emotions))
    return broken(file, "corpora");
  SpeechCorpus corpus{own.front(), {}};
  for (const std::string &one : emotions) {
    const auto found = std::find(config.emotions.begin(), config.emotions.end(), one);
    if (found == config.emotions.end())
      return broken(file, "corpora");
    corpus.emotions.push_back(found - config.emotions.begin());
  }
  return corpus;
}

Result<SpeechNetConfig> read_config(const fs::path &folder) {
  const fs::path file = folder / "config.json";
  AFFECT_TRY(object, read_model_config(folder));
  ConfigValues values(object);
  if (values.word("model_type", "") != model_type)
    return make_error(ErrorCode::unsupported, "This is not an audio encoder known here.", file);
  SpeechNetConfig config;
  config.bands = values.size("mel_bands", config.bands, config.bands, config.bands);
  config.width = values.size("hidden_size", config.width, most_width);
  config.attention = values.size("attention_size", config.attention, most_width);
  AFFECT_CHECK(values.check(file));
  const auto &channels = object["channels"];
  if (!channels.is_array() || channels.size() != config.channels.size())
    return broken(file, "channels");
  for (std::size_t i = 0; i < config.channels.size(); ++i) {
    if (!channels[i].is_number_integer() || channels[i].get<int64_t>() < 1 ||
        channels[i].get<int64_t>() > most_channels)
      return broken(file, "channels");
    config.channels[i] = channels[i].get<int64_t>();
  }
  if (!read_names(object["emotions"], config.emotions))
    return broken(file, "emotions");
  const auto &corpora = object["corpora"]; // a list: the order is that of the rows of corpus_bias
  if (!corpora.is_array() || corpora.empty() || corpora.size() > most_names)
    return broken(file, "corpora");
  for (const auto &entry : corpora) {
    AFFECT_TRY(corpus, read_corpus(entry, config, file));
    config.corpora.push_back(corpus);
  }
  return config;
}

// The tensors from which the rest of the network's size follows, before memory is taken for it.
bool fits(const SpeechNetConfig &config, const StateDict &state) {
  const auto has = [&](const std::string &name, std::vector<int64_t> shape) {
    const auto found = state.find(name);
    return found != state.end() && found->second.sizes() == torch::IntArrayRef(shape);
  };
  int64_t in = 1;
  for (std::size_t i = 0; i < config.channels.size(); ++i) {
    if (!has("conv" + std::to_string(i) + ".weight", {config.channels[i], in, 3, 3}))
      return false;
    in = config.channels[i];
  }
  return has("refine.weight", {config.width, config.width, 3}) &&
         has("attend.weight", {config.attention, config.width, 1});
}

} // namespace

Result<SpeechNet> load_speech_folder(const fs::path &folder) {
  AFFECT_TRY(config, read_config(folder));
  AFFECT_TRY(state, read_model_state(folder));
  const fs::path file = folder / "model.safetensors";
  if (!fits(config, state))
    return make_error(ErrorCode::bad_format,
                      "The weights do not fit the folder's config.json. Train the encoder again.",
                      file);
  SpeechNet network(config);
  AFFECT_CHECK(load_into(*network, state, file));
  for (const auto &parameter : network->parameters())
    if (!parameter.isfinite().all().item<bool>())
      return make_error(ErrorCode::bad_format,
                        "The weights hold values that are no numbers. Train the encoder again.",
                        file);
  network->eval();
  for (auto &parameter : network->parameters())
    parameter.set_requires_grad(false);
  return network;
}

Result<void> write_speech_folder(const fs::path &folder, const SpeechNetImpl &network) {
  const SpeechNetConfig &config = network.config();
  nlohmann::ordered_json json;
  json["model_type"] = model_type;
  json["sampling_rate"] = 16000;
  json["mel_bands"] = config.bands;
  json["channels"] = config.channels;
  json["hidden_size"] = config.width;
  json["attention_size"] = config.attention;
  json["emotions"] = config.emotions;
  for (const SpeechCorpus &corpus : config.corpora) {
    nlohmann::ordered_json entry;
    entry["name"] = corpus.name;
    for (const int64_t emotion : corpus.emotions)
      entry["emotions"].push_back(config.emotions[static_cast<std::size_t>(emotion)]);
    json["corpora"].push_back(entry);
  }
  StateDict state = state_of(network);
  std::erase_if(state, [](const auto &item) {
    return !item.second.is_floating_point();
  }); // counters of batches
  AFFECT_CHECK(write_state(folder / "model.safetensors", state, true, {{"format", "pt"}}));
  return write_json_file(folder / "config.json", json);
}

} // namespace affect
