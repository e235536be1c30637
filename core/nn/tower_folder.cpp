#include "nn/tower_folder.h"

#include "nn/bert_folder.h"
#include "nn/state.h"
#include "nn/tower_config.h"
#include "weights/model_weights.h"

#include <sstream>

namespace affect {
namespace {

using Views = std::map<std::string, TensorView>;
using Shape = std::vector<int64_t>;

/// Parts of stored names and what they are called in the towers; applied one after another, each
/// once.
using Renaming = std::vector<std::pair<std::string, std::string>>;

const Renaming clip_layers = {{"encoder.layers.", "layers."},
                              {"self_attn.q_proj", "query"},
                              {"self_attn.k_proj", "key"},
                              {"self_attn.v_proj", "value"},
                              {"self_attn.out_proj", "out"},
                              {"layer_norm1", "norm1"},
                              {"layer_norm2", "norm2"},
                              {"mlp.fc1", "up"},
                              {"mlp.fc2", "down"}};
const Renaming clip_text = {{"embeddings.token_embedding.weight", "words"},
                            {"embeddings.position_embedding.weight", "positions"},
                            {"final_layer_norm", "norm"}};
const Renaming clip_vision = {{"embeddings.patch_embedding", "patch"},
                              {"embeddings.class_embedding", "class"},
                              {"embeddings.position_embedding.weight", "positions"},
                              {"pre_layrnorm", "norm_in"},
                              {"post_layernorm", "norm"},
                              {"head.probe", "probe"},
                              {"head.attention.in_proj_weight", "head.qkv.weight"},
                              {"head.attention.in_proj_bias", "head.qkv.bias"},
                              {"head.attention.out_proj", "head.out"},
                              {"head.layernorm", "head.norm"}};
const Renaming vit = {{"embeddings.patch_embeddings.projection", "patch"},
                      {"embeddings.cls_token", "class"},
                      {"embeddings.position_embeddings", "positions"},
                      {"encoder.layer.", "layers."},
                      {"attention.attention.query", "query"},
                      {"attention.attention.key", "key"},
                      {"attention.attention.value", "value"},
                      {"attention.output.dense", "out"},
                      {"intermediate.dense", "up"},
                      {"output.dense", "down"},
                      {"layernorm_before", "norm1"},
                      {"layernorm_after", "norm2"},
                      {"layernorm", "norm"},
                      {"pooler.dense", "pooler"}};

/// The tensors whose names begin with `prefix`, without it and renamed.
Views renamed(const Views &stored, const std::string &prefix,
              std::initializer_list<const Renaming *> renamings) {
  Views views;
  for (const auto &[full, view] : stored) {
    if (!full.starts_with(prefix))
      continue;
    std::string name = full.substr(prefix.size());
    for (const Renaming *renaming : renamings)
      for (const auto &[from, to] : *renaming)
        if (const auto at = name.find(from); at != std::string::npos)
          name.replace(at, from.size(), to);
    views[name] = view;
  }
  return views;
}

void take(const Views &stored, const std::string &from, const std::string &to, Views &views) {
  if (const auto found = stored.find(from); found != stored.end())
    views[to] = found->second;
}

// ViT keeps a leading 1 in the shapes of its class token and positions.
void drop_leading_one(Views &views, const std::string &name, std::size_t rank) {
  const auto found = views.find(name);
  if (found == views.end())
    return;
  Shape &shape = found->second.shape;
  while (shape.size() > rank && shape.front() == 1)
    shape.erase(shape.begin());
}

/// The tensors that decide about a tower's size, and their shapes.
using Needed = std::vector<std::pair<std::string, Shape>>;

void need_blocks(const TransformerConfig &blocks, Needed &needed) {
  for (int64_t i = 0; i < blocks.layers; ++i) {
    const std::string layer = "layers." + std::to_string(i) + ".";
    for (const char *name : {"query", "key", "value"}) {
      needed.push_back({layer + name + ".weight", {blocks.width, blocks.width}});
      if (blocks.qkv_bias)
        needed.push_back({layer + name + ".bias", {blocks.width}});
    }
    needed.push_back({layer + "up.weight", {blocks.inner, blocks.width}});
  }
}

Result<void> check_shapes(const Views &views, const Needed &needed,
                          const std::filesystem::path &file) {
  for (const auto &[name, shape] : needed) {
    const auto found = views.find(name);
    if (found != views.end() && found->second.shape == shape &&
        found->second.type != TensorType::boolean)
      continue;
    std::ostringstream sentence;
    sentence << "The part " << name << " is missing or has not the shape "
             << torch::IntArrayRef(shape)
             << " that config.json says. Export the model folder again.";
    return make_error(ErrorCode::bad_format, sentence.str(), file);
  }
  return {};
}

// Query, key and value of each layer become one product.
void join_projections(const TransformerConfig &blocks, StateDict &state) {
  for (int64_t i = 0; i < blocks.layers; ++i)
    for (const std::string end : {".weight", ".bias"}) {
      const std::string layer = "layers." + std::to_string(i) + ".";
      std::vector<torch::Tensor> parts;
      for (const char *name : {"query", "key", "value"})
        if (const auto found = state.find(layer + name + end); found != state.end()) {
          parts.push_back(found->second);
          state.erase(found);
        }
      if (parts.size() == 3)
        state[layer + "qkv" + end] = torch::cat(parts);
    }
}

// Makes the network and fills it; the shapes have been checked.
template <typename Tower, typename Config>
Result<Tower> fill(const Config &config, const Views &views, const std::filesystem::path &file) {
  AFFECT_TRY(state, state_of(views, file));
  try {
    join_projections(config.blocks, state);
    if (const auto patch = state.find("patch.weight"); patch != state.end())
      patch->second = patch->second.flatten(1);
    Tower tower(config);
    AFFECT_CHECK(load_into(*tower, state, file));
    tower->eval();
    return tower;
  } catch (const std::exception &) {
    return make_error(ErrorCode::bad_format,
                      "Its weights do not make a network that fits into memory.", file);
  }
}

Result<TextTower> load_text(const TextTowerConfig &config, const ModelWeights &weights) {
  Views views = renamed(weights.tensors(), "text_model.", {&clip_text, &clip_layers});
  take(weights.tensors(), "text_projection.weight", "projection.weight", views);
  Needed needed{{"words", {config.vocabulary, config.blocks.width}},
                {"positions", {config.positions, config.blocks.width}}};
  if (config.head > 0)
    needed.push_back({"head.weight", {config.head, config.blocks.width}});
  if (config.projection > 0)
    needed.push_back({"projection.weight", {config.projection, config.blocks.width}});
  need_blocks(config.blocks, needed);
  AFFECT_CHECK(check_shapes(views, needed, weights.file()));
  return fill<TextTower>(config, views, weights.file());
}

Result<VisionTower> load_vision(VisionTowerConfig config, const ModelWeights &weights) {
  const Views &stored = weights.tensors();
  const bool is_vit = config.kind == VisionKind::vit;
  const bool prefixed = stored.count("vit.embeddings.cls_token") > 0;
  Views views = is_vit ? renamed(stored, prefixed ? "vit." : "", {&vit})
                       : renamed(stored, "vision_model.", {&clip_vision, &clip_layers});
  take(stored, "visual_projection.weight", "projection.weight", views);
  if (is_vit)
    config.pooler = views.count("pooler.weight") > 0;
  drop_leading_one(views, "class", 1);
  drop_leading_one(views, "positions", 2);
  const int64_t width = config.blocks.width,
                tokens = config.rows() * config.columns() + (config.class_token() ? 1 : 0);
  Needed needed{{"patch.weight", {width, 3, config.patch, config.patch}},
                {"positions", {tokens, width}}};
  if (config.class_token())
    needed.push_back({"class", {width}});
  if (is_vit && config.pooler)
    needed.push_back({"pooler.weight", {width, width}});
  if (config.kind == VisionKind::siglip && config.pooler) {
    needed.push_back({"probe", {1, 1, width}});
    needed.push_back({"head.qkv.weight", {3 * width, width}});
    needed.push_back({"head.up.weight", {config.blocks.inner, width}});
  }
  if (config.projection > 0)
    needed.push_back({"projection.weight", {config.projection, width}});
  need_blocks(config.blocks, needed);
  AFFECT_CHECK(check_shapes(views, needed, weights.file()));
  return fill<VisionTower>(config, views, weights.file());
}

Result<void> load_chinese_text(const TowerConfigs &configs, const ModelWeights &weights,
                               TowerFolder &folder) {
  AFFECT_TRY(bert, load_bert(*configs.bert, renamed(weights.tensors(), "text_model.", {}),
                             weights.file()));
  folder.bert = bert.encoder;
  folder.bert->eval();
  Views views;
  take(weights.tensors(), "text_projection.weight", "weight", views);
  const int64_t width = configs.bert->hidden_size;
  AFFECT_CHECK(check_shapes(views, {{"weight", {configs.bert_projection, width}}}, weights.file()));
  AFFECT_TRY(state, state_of(views, weights.file()));
  folder.bert_projection = Dense(width, configs.bert_projection, false);
  return load_into(*folder.bert_projection, state, weights.file());
}

Result<std::optional<double>> scalar(const ModelWeights &weights, const std::string &name) {
  const auto found = weights.tensors().find(name);
  if (found == weights.tensors().end())
    return std::optional<double>();
  AFFECT_TRY(state, state_of({*found}, weights.file()));
  if (state.at(name).numel() != 1)
    return make_error(ErrorCode::bad_format, "The tensor " + name + " is not one number.",
                      weights.file());
  return std::optional<double>(state.at(name).item<double>());
}

} // namespace

Result<TowerFolder> load_tower_folder(const std::filesystem::path &path, TowerParts parts) {
  AFFECT_TRY(configs, read_tower_configs(path));
  TowerFolder folder;
  folder.model_type = configs.model_type;
  const bool text = parts != TowerParts::image, image = parts != TowerParts::text;
  if (text && !configs.text && !configs.bert)
    return make_error(ErrorCode::unsupported,
                      "A model of the type " + configs.model_type + " reads no texts.",
                      path / "config.json");
  AFFECT_TRY(weights, ModelWeights::open(path));
  if (text && configs.text) {
    AFFECT_TRY(tower, load_text(*configs.text, weights));
    folder.text = tower;
  }
  if (text && configs.bert)
    AFFECT_CHECK(load_chinese_text(configs, weights, folder));
  if (image) {
    AFFECT_TRY(tower, load_vision(*configs.vision, weights));
    folder.vision = tower;
  }
  if (text && image) {
    AFFECT_TRY(scale, scalar(weights, "logit_scale"));
    AFFECT_TRY(bias, scalar(weights, "logit_bias"));
    folder.logit_scale = scale;
    folder.logit_bias = bias.value_or(0);
  }
  return folder;
}

torch::Tensor logits_per_image(const TowerFolder &folder, const torch::Tensor &image_embeds,
                               const torch::Tensor &text_embeds) {
  const auto unit = [](const torch::Tensor &x) { return x / x.norm(2, -1, true); };
  const auto cosines = torch::matmul(unit(image_embeds), unit(text_embeds).t());
  return cosines * std::exp(folder.logit_scale.value_or(0)) + folder.logit_bias;
}

} // namespace affect
