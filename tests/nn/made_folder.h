#pragma once

#include "nn/state.h"

#include <QTemporaryDir>

#include <filesystem>
#include <fstream>
#include <string>

/// Small folders with random weights, named as on the hub: two layers, two heads, patches of 4 on
/// pictures of 12 × 12.
namespace made {

inline constexpr int64_t text_width = 8, image_width = 12, inner = 10, vocabulary = 30,
                         positions = 9, projection = 6;

inline void write_text(const std::filesystem::path &file, const std::string &text) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
}

inline void add_clip_layers(affect::StateDict &state, const std::string &tower, int64_t width) {
  const auto random = [](at::IntArrayRef shape) { return torch::randn(shape) * 0.4; };
  for (int i = 0; i < 2; ++i) {
    const std::string layer = tower + "encoder.layers." + std::to_string(i) + ".";
    for (const char *name :
         {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.out_proj"}) {
      state[layer + name + ".weight"] = random({width, width});
      state[layer + name + ".bias"] = random({width});
    }
    for (const char *name : {"layer_norm1", "layer_norm2"}) {
      state[layer + name + ".weight"] = 1 + random({width});
      state[layer + name + ".bias"] = random({width});
    }
    state[layer + "mlp.fc1.weight"] = random({inner, width});
    state[layer + "mlp.fc1.bias"] = random({inner});
    state[layer + "mlp.fc2.weight"] = random({width, inner});
    state[layer + "mlp.fc2.bias"] = random({width});
  }
}

inline affect::StateDict clip_state() {
  torch::manual_seed(11);
  affect::StateDict state;
  const auto norm = [&](const std::string &name, int64_t width) {
    state[name + ".weight"] = 1 + torch::randn({width}) * 0.3;
    state[name + ".bias"] = torch::randn({width}) * 0.3;
  };
  state["text_model.embeddings.token_embedding.weight"] = torch::randn({vocabulary, text_width});
  state["text_model.embeddings.position_embedding.weight"] = torch::randn({positions, text_width});
  state["text_model.embeddings.position_ids"] = torch::arange(positions).view({1, positions});
  add_clip_layers(state, "text_model.", text_width);
  norm("text_model.final_layer_norm", text_width);
  state["text_projection.weight"] = torch::randn({projection, text_width});
  state["vision_model.embeddings.class_embedding"] = torch::randn({image_width});
  state["vision_model.embeddings.patch_embedding.weight"] =
      torch::randn({image_width, 3, 4, 4}) * 0.2;
  state["vision_model.embeddings.position_embedding.weight"] = torch::randn({10, image_width});
  norm("vision_model.pre_layrnorm", image_width);
  add_clip_layers(state, "vision_model.", image_width);
  norm("vision_model.post_layernorm", image_width);
  state["visual_projection.weight"] = torch::randn({projection, image_width});
  state["logit_scale"] = torch::tensor(1.5f);
  return state;
}

inline std::string clip_config() {
  return R"({"model_type":"clip","projection_dim":6,"text_config_dict":null,
 "text_config":{"hidden_size":8,"intermediate_size":10,"num_hidden_layers":2,"num_attention_heads":2,"vocab_size":30,
  "max_position_embeddings":9,"eos_token_id":7,"hidden_act":null},
 "vision_config":{"hidden_size":12,"intermediate_size":10,"num_hidden_layers":2,"num_attention_heads":2,"image_size":12,
  "patch_size":4,"layer_norm_eps":1e-05}})";
}

inline std::filesystem::path clip_folder(const QTemporaryDir &folder) {
  const std::filesystem::path path = folder.path().toStdString();
  write_text(path / "config.json", clip_config());
  if (!affect::write_state(path / "model.safetensors", clip_state(), false).ok())
    qFatal("cannot write a temporary file");
  return path;
}

} // namespace made
