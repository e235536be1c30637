#include "nn/bert_folder.h"

#include "base/json_file.h"
#include "nn/config_values.h"
#include "weights/model_weights.h"

#include <nlohmann/json.hpp>

namespace affect {
namespace {

Error broken(const std::filesystem::path &file, const std::string &what) {
  return make_error(ErrorCode::bad_format, what + " Export the model folder again.", file);
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
std::string first_misfit(const BertConfig &config,
                         const std::map<std::string, TensorView> &tensors) {
  const auto fits = [&](const std::string &name, int64_t rows) {
    const auto found = tensors.find(name);
    return found != tensors.end() &&
           found->second.shape == std::vector<int64_t>{rows, config.hidden_size};
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

Result<BertConfig> bert_config_from(const nlohmann::json &object, bool roberta,
                                    const std::filesystem::path &file) {
  using namespace config_limits;
  ConfigValues values(object);
  BertConfig read;
  read.vocab_size = values.size("vocab_size", roberta ? 50265 : 30522, vocabulary);
  read.hidden_size = values.size("hidden_size", 768, width);
  read.num_hidden_layers = values.size("num_hidden_layers", 12, layers, 0);
  read.num_attention_heads = values.size("num_attention_heads", 12, width);
  read.intermediate_size = values.size("intermediate_size", 3072, inner);
  read.max_position_embeddings = values.size("max_position_embeddings", 512, positions);
  read.type_vocab_size = values.size("type_vocab_size", 2, positions);
  read.pad_token_id = values.size("pad_token_id", roberta ? 1 : 0, vocabulary, 0);
  read.roberta_positions = roberta;
  read.layer_norm_eps = values.epsilon("layer_norm_eps", 1e-12);
  read.hidden_act = values.activation("hidden_act", Activation::gelu);
  if (values.word("position_embedding_type", "absolute") != "absolute")
    values.refuse("position_embedding_type");
  if (values.flag("is_decoder", false))
    values.refuse("is_decoder");
  AFFECT_CHECK(values.check(file));
  if (read.hidden_size % read.num_attention_heads != 0 || read.max_tokens() < 2)
    return broken(file, "Its sizes do not make a network.");
  return read;
}

Result<BertConfig> read_bert_config(const std::filesystem::path &folder) {
  const auto file = folder / "config.json";
  AFFECT_TRY(config, read_model_config(folder));
  ConfigValues values(config);
  const std::string type = values.word("model_type", "(none)");
  const bool roberta = type == "roberta" || type == "xlm-roberta";
  if (!roberta && type != "bert")
    return make_error(
        ErrorCode::unsupported,
        "The model type " + type.substr(0, 40) + " is not a text encoder of the BERT kind.", file);
  return bert_config_from(config, roberta, file);
}

Result<BertFolder> load_bert(BertConfig config, const std::map<std::string, TensorView> &stored,
                             const std::filesystem::path &file) {
  std::map<std::string, TensorView> tensors;
  for (const auto &[name, view] : stored)
    tensors[plain_name(name)] = view;
  config.pooler = tensors.count("pooler.dense.weight") > 0;
  // Neither network nor tensors are made before the stored shapes bear out the sizes: a wrong
  // number must not fill the memory.
  if (const std::string name = first_misfit(config, tensors); !name.empty())
    return broken(file, "The tensor " + name.substr(0, 100) +
                            " is missing or has not the shape that config.json says.");
  AFFECT_TRY(state, state_of(tensors, file));
  BertFolder result;
  try {
    result.encoder = BertEncoder(config);
  } catch (const std::exception &) {
    return broken(file, "Its sizes do not fit into memory.");
  }
  AFFECT_CHECK(load_into(*result.encoder, state, file));
  const auto own = state_of(*result.encoder);
  for (auto &[name, tensor] : state)
    if (own.count(name) == 0)
      result.others[name] = tensor;
  return result;
}

Result<BertFolder> load_bert_folder(const std::filesystem::path &folder) {
  AFFECT_TRY(config, read_bert_config(folder));
  AFFECT_TRY(weights, ModelWeights::open(folder));
  return load_bert(config, weights.tensors(), weights.file());
}

Result<void> write_bert_config(const std::filesystem::path &folder, const BertConfig &config) {
  nlohmann::ordered_json out;
  const bool roberta = config.roberta_positions;
  out["architectures"] = {roberta ? "XLMRobertaModel" : "BertModel"};
  out["model_type"] = roberta ? "xlm-roberta" : "bert";
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
  if (roberta) {
    out["bos_token_id"] = 0;
    out["eos_token_id"] = 2;
  }
  out["hidden_dropout_prob"] = 0.1;
  out["attention_probs_dropout_prob"] = 0.1;
  out["tie_word_embeddings"] = true;
  return write_json_file(folder / "config.json", out);
}

} // namespace affect
