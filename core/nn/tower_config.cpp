#include "nn/tower_config.h"

#include "nn/config_values.h"

namespace affect {
namespace {

using nlohmann::json;
using namespace config_limits;

constexpr int64_t largest_side = 4096, most_patches = 16384;

/// A class's own values where they differ from those of the others.
struct Defaults {
  int64_t hidden = 768, inner = 3072, layers = 12, heads = 12, patch = 32;
  double eps = 1e-5;
  Activation activation = Activation::quick_gelu;
};

TransformerConfig blocks_from(ConfigValues &values, const Defaults &defaults) {
  TransformerConfig blocks;
  blocks.width = values.size("hidden_size", defaults.hidden, width);
  blocks.inner = values.size("intermediate_size", defaults.inner, inner);
  blocks.layers = values.size("num_hidden_layers", defaults.layers, layers, 0);
  blocks.heads = values.size("num_attention_heads", defaults.heads, width);
  blocks.eps = values.epsilon("layer_norm_eps", defaults.eps);
  blocks.activation = values.activation("hidden_act", defaults.activation);
  return blocks;
}

Error no_network(const std::filesystem::path &file) {
  return make_error(ErrorCode::bad_format,
                    "Its sizes do not make a network. Export the model folder again.", file);
}

Result<TextTowerConfig> text_from(const json &object, bool siglip, int64_t projection,
                                  const std::filesystem::path &file) {
  Defaults defaults;
  if (siglip) {
    defaults.eps = 1e-6;
    defaults.activation = Activation::gelu_tanh;
  } else {
    defaults.hidden = 512, defaults.inner = 2048, defaults.heads = 8;
  }
  ConfigValues values(object);
  TextTowerConfig config;
  config.blocks = blocks_from(values, defaults);
  config.vocabulary = values.size("vocab_size", siglip ? 32000 : 49408, vocabulary);
  config.positions = values.size("max_position_embeddings", siglip ? 64 : 77, positions, 2);
  config.causal = !siglip;
  if (siglip) {
    config.pooling = TextPooling::last;
    config.head = values.size("projection_size", config.blocks.width, width);
  } else {
    // 2 is what folders say that were made before the end token was looked for by its id.
    config.end_id = values.size("eos_token_id", 49407, vocabulary, 0);
    config.pooling = config.end_id == 2 ? TextPooling::largest_id : TextPooling::end_token;
    config.projection = projection;
  }
  AFFECT_CHECK(values.check(file));
  if (config.blocks.width % config.blocks.heads != 0)
    return no_network(file);
  return config;
}

Result<VisionTowerConfig> vision_from(const json &object, VisionKind kind, int64_t projection,
                                      const std::filesystem::path &file) {
  Defaults defaults;
  if (kind == VisionKind::vit) {
    defaults.eps = 1e-12, defaults.activation = Activation::gelu, defaults.patch = 16;
  } else if (kind == VisionKind::siglip) {
    defaults.eps = 1e-6, defaults.activation = Activation::gelu_tanh, defaults.patch = 16;
  }
  ConfigValues values(object);
  VisionTowerConfig config;
  config.kind = kind;
  config.blocks = blocks_from(values, defaults);
  config.height = config.width = values.size("image_size", 224, largest_side);
  config.patch = values.size("patch_size", defaults.patch, largest_side);
  config.projection = projection;
  if (values.size("num_channels", 3, 1024) != 3)
    values.refuse("num_channels");
  if (kind == VisionKind::vit) {
    config.blocks.qkv_bias = values.flag("qkv_bias", true);
    if (values.word("pooler_act", "tanh") != "tanh")
      values.refuse("pooler_act");
    if (values.size("pooler_output_size", config.blocks.width, config_limits::width) !=
        config.blocks.width)
      values.refuse("pooler_output_size");
  } else if (kind == VisionKind::siglip) {
    config.pooler = values.flag("vision_use_head", true);
  }
  AFFECT_CHECK(values.check(file));
  if (config.blocks.width % config.blocks.heads != 0 || config.rows() < 1 ||
      config.rows() * config.columns() > most_patches)
    return no_network(file);
  return config;
}

/// One side of a configuration: the old spelling replaces the new one as a whole, an absent one is
/// the class's own.
const json &side_of(const json &config, const std::string &name) {
  static const json nothing = json::object();
  for (const std::string &spelling : {name + "_dict", name})
    if (const auto found = config.find(spelling); found != config.end() && !found->is_null())
      return *found;
  return nothing;
}

} // namespace

Result<TowerConfigs> read_tower_configs(const std::filesystem::path &folder) {
  const auto file = folder / "config.json";
  AFFECT_TRY(config, read_model_config(folder));
  TowerConfigs read;
  ConfigValues values(config);
  read.model_type = values.word("model_type", "(none)");
  if (read.model_type == "vit") {
    AFFECT_TRY(vision, vision_from(config, VisionKind::vit, 0, file));
    read.vision = vision;
    return read;
  }
  const bool siglip = read.model_type == "siglip", chinese = read.model_type == "chinese_clip";
  if (!siglip && !chinese && read.model_type != "clip")
    return make_error(ErrorCode::unsupported,
                      "The model type " + read.model_type.substr(0, 40) +
                          " is not a pair of towers known here.",
                      file);
  const int64_t projection = siglip ? 0 : values.size("projection_dim", 512, width);
  const json &text_side = side_of(config, "text_config"),
             &vision_side = side_of(config, "vision_config");
  AFFECT_CHECK(values.check(file));
  if (!text_side.is_object() || !vision_side.is_object())
    return make_error(ErrorCode::bad_format,
                      "Its text_config or vision_config is not a configuration.", file);
  AFFECT_TRY(vision, vision_from(vision_side, siglip ? VisionKind::siglip : VisionKind::clip,
                                 projection, file));
  read.vision = vision;
  if (chinese) {
    AFFECT_TRY(bert, bert_config_from(text_side, false, file));
    read.bert = bert;
    read.bert_projection = projection;
  } else {
    AFFECT_TRY(text, text_from(text_side, siglip, projection, file));
    read.text = text;
  }
  return read;
}

} // namespace affect
