#include "bench/bench_subject.h"

#include "base/atomic_file.h"
#include "nn/state.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace affect::cli {
namespace {

// The rest is as in CLIPModel's own defaults, which are those of ViT-B/32.
nlohmann::ordered_json config_of(const ClipSizes &sizes) {
  return {{"architectures", {"CLIPModel"}},
          {"model_type", "clip"},
          {"projection_dim", sizes.text_width},
          {"text_config",
           {{"vocab_size", 49408},
            {"hidden_size", sizes.text_width},
            {"intermediate_size", 4 * sizes.text_width},
            {"num_hidden_layers", sizes.layers},
            {"num_attention_heads", sizes.text_width / 64},
            {"max_position_embeddings", 77},
            {"bos_token_id", 49406},
            {"eos_token_id", 49407},
            {"pad_token_id", 49407},
            {"hidden_act", "quick_gelu"},
            {"layer_norm_eps", 1e-5}}},
          {"vision_config",
           {{"hidden_size", sizes.image_width},
            {"intermediate_size", 4 * sizes.image_width},
            {"num_hidden_layers", sizes.layers},
            {"num_attention_heads", sizes.image_width / 64},
            {"image_size", 224},
            {"patch_size", 32},
            {"hidden_act", "quick_gelu"},
            {"layer_norm_eps", 1e-5}}}};
}

// Scaled so that states keep their size through the layers.
torch::Tensor weight(int64_t out, int64_t in) {
  return torch::randn({out, in}) / std::sqrt(static_cast<double>(in));
}

void add_dense(StateDict &state, const std::string &name, int64_t out, int64_t in) {
  state[name + ".weight"] = weight(out, in);
  state[name + ".bias"] = torch::randn({out}) * 0.02;
}

void add_norm(StateDict &state, const std::string &name, int64_t width) {
  state[name + ".weight"] = 1 + torch::randn({width}) * 0.02;
  state[name + ".bias"] = torch::randn({width}) * 0.02;
}

void add_layers(StateDict &state, const std::string &tower, int64_t width, int64_t layers) {
  const int64_t inner = 4 * width;
  for (int64_t i = 0; i < layers; ++i) {
    const std::string layer = tower + "encoder.layers." + std::to_string(i) + ".";
    for (const char *name :
         {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.out_proj"})
      add_dense(state, layer + name, width, width);
    add_norm(state, layer + "layer_norm1", width);
    add_norm(state, layer + "layer_norm2", width);
    add_dense(state, layer + "mlp.fc1", inner, width);
    add_dense(state, layer + "mlp.fc2", width, inner);
  }
}

} // namespace

Result<void> write_random_clip(const std::filesystem::path &folder, const ClipSizes &sizes) {
  torch::manual_seed(7);
  const int64_t text = sizes.text_width, image = sizes.image_width;
  StateDict state;
  state["text_model.embeddings.token_embedding.weight"] = torch::randn({49408, text}) * 0.5;
  state["text_model.embeddings.position_embedding.weight"] = torch::randn({77, text}) * 0.5;
  add_layers(state, "text_model.", text, sizes.layers);
  add_norm(state, "text_model.final_layer_norm", text);
  state["text_projection.weight"] = weight(text, text);
  state["vision_model.embeddings.class_embedding"] = torch::randn({image}) * 0.5;
  state["vision_model.embeddings.patch_embedding.weight"] =
      weight(image, 3 * 32 * 32).view({image, 3, 32, 32});
  state["vision_model.embeddings.position_embedding.weight"] = torch::randn({50, image}) * 0.5;
  add_norm(state, "vision_model.pre_layrnorm", image);
  add_layers(state, "vision_model.", image, sizes.layers);
  add_norm(state, "vision_model.post_layernorm", image);
  state["visual_projection.weight"] = weight(text, image);
  state["logit_scale"] = torch::tensor(2.6592f);
  AFFECT_TRY(config, AtomicFile::create(folder / "config.json"));
  AFFECT_CHECK(config.write(config_of(sizes).dump(1) + "\n"));
  AFFECT_CHECK(config.commit());
  // In fp16, as it only halves what is written; both programs compute with what they read.
  return write_state(folder / "model.safetensors", state, /*half=*/true);
}

} // namespace affect::cli
