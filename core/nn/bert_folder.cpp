#include "nn/bert_folder.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <optional>

namespace affect {
namespace {

using nlohmann::json;

Error broken(const std::filesystem::path &file, const std::string &what) {
  return make_error(ErrorCode::bad_format, what + " Export the model folder again.", file);
}

Result<json> read_json(const std::filesystem::path &file) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored))
    return make_error(ErrorCode::not_found, "The model folder lacks this file.", file);
  if (std::filesystem::file_size(file, ignored) > (16u << 20))
    return broken(file, "This is larger than any configuration.");
  std::ifstream in(file, std::ios::binary);
  if (!in)
    return make_error(ErrorCode::unreadable, "The file cannot be opened; check its permissions.", file);
  json value = json::parse(in, nullptr, false);
  if (!value.is_object())
    return broken(file, "This is not a JSON object.");
  return value;
}

// A size from the configuration, refused where it could only be damage or an attack on memory.
int64_t size_or(const json &config, const char *name, int64_t fallback, std::string &wrong) {
  if (!config.contains(name))
    return fallback;
  if (!config[name].is_number_integer() || config[name].get<int64_t>() < 0 || config[name].get<int64_t>() > 4'000'000) {
    wrong = name;
    return fallback;
  }
  return config[name].get<int64_t>();
}

std::optional<Activation> activation_of(const std::string &name) {
  if (name == "gelu")
    return Activation::gelu;
  if (name == "quick_gelu")
    return Activation::quick_gelu;
  if (name == "gelu_new" || name == "gelu_pytorch_tanh")
    return Activation::gelu_tanh;
  if (name == "relu")
    return Activation::relu;
  return std::nullopt;
}

std::string plain_name(std::string name) {
  for (const std::string prefix : {"bert.", "roberta."})
    if (name.starts_with(prefix))
      name.erase(0, prefix.size());
  const auto swap_end = [&](const std::string &from, const std::string &to) {
    if (name.ends_with("LayerNorm." + from))
      name.replace(name.size() - from.size(), from.size(), to);
  };
  swap_end("gamma", "weight");
  swap_end("beta", "bias");
  return name;
}

// The first of the tensors that decide about the network's size which is not there in its shape.
std::string first_misfit(const BertConfig &config, const StateDict &state) {
  const auto fits = [&](const std::string &name, int64_t rows) {
    const auto found = state.find(name);
    return found != state.end() && found->second.sizes() == torch::IntArrayRef({rows, config.hidden_size});
  };
  std::vector<std::pair<std::string, int64_t>> needed{
      {"embeddings.word_embeddings.weight", config.vocab_size},
      {"embeddings.position_embeddings.weight", config.max_position_embeddings},
      {"embeddings.token_type_embeddings.weight", config.type_vocab_size}};
  for (int64_t i = 0; i < config.num_hidden_layers; ++i) {
    const std::string layer = "encoder.layer." + std::to_string(i);
    needed.emplace_back(layer + ".attention.self.query.weight", config.hidden_size);
    needed.emplace_back(layer + ".intermediate.dense.weight", config.intermediate_size);
  }
  for (const auto &[name, rows] : needed)
    if (!fits(name, rows))
      return name;
  return {};
}

} // namespace

Result<BertConfig> read_bert_config(const std::filesystem::path &folder) {
  const auto file = folder / "config.json";
  AFFECT_TRY(config, read_json(file));
  const std::string type = config.contains("model_type") && config["model_type"].is_string()
                               ? config["model_type"].get<std::string>()
                               : std::string("(none)");
  const bool roberta = type == "roberta" || type == "xlm-roberta";
  if (!roberta && type != "bert")
    return make_error(ErrorCode::unsupported,
                      "The model type " + type.substr(0, 40) + " is not a text encoder of the BERT kind.", file);
  BertConfig read;
  std::string wrong;
  read.vocab_size = size_or(config, "vocab_size", roberta ? 50265 : 30522, wrong);
  read.hidden_size = size_or(config, "hidden_size", 768, wrong);
  read.num_hidden_layers = size_or(config, "num_hidden_layers", 12, wrong);
  read.num_attention_heads = size_or(config, "num_attention_heads", 12, wrong);
  read.intermediate_size = size_or(config, "intermediate_size", 3072, wrong);
  read.max_position_embeddings = size_or(config, "max_position_embeddings", 512, wrong);
  read.type_vocab_size = size_or(config, "type_vocab_size", 2, wrong);
  read.pad_token_id = size_or(config, "pad_token_id", roberta ? 1 : 0, wrong);
  read.roberta_positions = roberta;
  if (config.contains("layer_norm_eps") && config["layer_norm_eps"].is_number())
    read.layer_norm_eps = config["layer_norm_eps"].get<double>();
  const auto activation = activation_of(config.contains("hidden_act") && config["hidden_act"].is_string()
                                            ? config["hidden_act"].get<std::string>()
                                            : std::string("gelu"));
  if (!activation)
    return make_error(ErrorCode::unsupported, "The activation in hidden_act is not known here.", file);
  read.hidden_act = *activation;
  if (!wrong.empty())
    return broken(file, "The value of " + wrong + " is not a sensible size.");
  if (read.num_attention_heads == 0 || read.hidden_size == 0 || read.vocab_size == 0 ||
      read.hidden_size % read.num_attention_heads != 0 || read.num_hidden_layers > 256 || read.type_vocab_size == 0 ||
      read.hidden_size > 65536 || read.intermediate_size > 262144 || read.max_tokens() < 2)
    return broken(file, "Its sizes do not make a network.");
  return read;
}

Result<BertFolder> load_bert_folder(const std::filesystem::path &folder) {
  AFFECT_TRY(config, read_bert_config(folder));
  const auto file = folder / "model.safetensors";
  AFFECT_TRY(stored, read_state(file));
  StateDict state;
  for (auto &[name, tensor] : stored)
    state[plain_name(name)] = tensor;
  config.pooler = state.count("pooler.dense.weight") > 0;
  // The network is made only when the weights bear out its sizes: a wrong number must not fill the memory.
  if (const std::string name = first_misfit(config, state); !name.empty())
    return broken(file, "The tensor " + name + " is missing or has not the shape that config.json says.");
  BertFolder result;
  try {
    result.encoder = BertEncoder(config);
  } catch (const c10::Error &) {
    return broken(folder / "config.json", "Its sizes do not fit into memory.");
  }
  AFFECT_CHECK(load_into(*result.encoder, state, file));
  const auto own = state_of(*result.encoder);
  for (auto &[name, tensor] : state)
    if (own.count(name) == 0)
      result.others[name] = tensor;
  return result;
}

Result<void> write_xlm_roberta_config(const std::filesystem::path &folder, const BertConfig &config) {
  nlohmann::ordered_json out;
  out["architectures"] = {"XLMRobertaModel"};
  out["model_type"] = "xlm-roberta";
  out["vocab_size"] = config.vocab_size;
  out["hidden_size"] = config.hidden_size;
  out["num_hidden_layers"] = config.num_hidden_layers;
  out["num_attention_heads"] = config.num_attention_heads;
  out["intermediate_size"] = config.intermediate_size;
  out["max_position_embeddings"] = config.max_position_embeddings;
  out["type_vocab_size"] = config.type_vocab_size;
  out["layer_norm_eps"] = config.layer_norm_eps;
  out["hidden_act"] = "gelu";
  out["pad_token_id"] = config.pad_token_id;
  out["bos_token_id"] = 0;
  out["eos_token_id"] = 2;
  out["hidden_dropout_prob"] = 0.1;
  out["attention_probs_dropout_prob"] = 0.1;
  out["tie_word_embeddings"] = true;
  std::ofstream file(folder / "config.json", std::ios::trunc);
  file << out.dump(1) << '\n';
  file.close();
  if (!file)
    return make_error(ErrorCode::unreadable, "The file cannot be written; check the folder.", folder / "config.json");
  return {};
}

} // namespace affect
