#include "bench_subject.h"
#include "nn/state.h"

#include <cmath>
#include <fstream>

namespace affect::cli {
namespace {

// The rest is as in CLIPModel's own defaults, which are those of ViT-B/32.
constexpr const char *config_text = R"({
 "architectures": ["CLIPModel"],
 "model_type": "clip",
 "projection_dim": 512,
 "text_config": {"vocab_size": 49408, "hidden_size": 512, "intermediate_size": 2048, "num_hidden_layers": 12,
  "num_attention_heads": 8, "max_position_embeddings": 77, "bos_token_id": 49406, "eos_token_id": 49407,
  "pad_token_id": 49407, "hidden_act": "quick_gelu", "layer_norm_eps": 1e-05},
 "vision_config": {"hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12, "num_attention_heads": 12,
  "image_size": 224, "patch_size": 32, "hidden_act": "quick_gelu", "layer_norm_eps": 1e-05}
}
)";

// Scaled so that states keep their size through the layers.
torch::Tensor weight(int64_t out, int64_t in) { return torch::randn({out, in}) / std::sqrt(static_cast<double>(in)); }

void add_dense(StateDict &state, const std::string &name, int64_t out, int64_t in) {
  state[name + ".weight"] = weight(out, in);
  state[name + ".bias"] = torch::randn({out}) * 0.02;
}

void add_norm(StateDict &state, const std::string &name, int64_t width) {
  state[name + ".weight"] = 1 + torch::randn({width}) * 0.02;
  state[name + ".bias"] = torch::randn({width}) * 0.02;
}

void add_layers(StateDict &state, const std::string &tower, int64_t width, int64_t inner) {
  for (int i = 0; i < 12; ++i) {
    const std::string layer = tower + "encoder.layers." + std::to_string(i) + ".";
    for (const char *name : {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.out_proj"})
      add_dense(state, layer + name, width, width);
    add_norm(state, layer + "layer_norm1", width);
    add_norm(state, layer + "layer_norm2", width);
    add_dense(state, layer + "mlp.fc1", inner, width);
    add_dense(state, layer + "mlp.fc2", width, inner);
  }
}

} // namespace

Result<void> write_random_clip(const std::filesystem::path &folder) {
  torch::manual_seed(7);
  StateDict state;
  state["text_model.embeddings.token_embedding.weight"] = torch::randn({49408, 512}) * 0.5;
  state["text_model.embeddings.position_embedding.weight"] = torch::randn({77, 512}) * 0.5;
  add_layers(state, "text_model.", 512, 2048);
  add_norm(state, "text_model.final_layer_norm", 512);
  state["text_projection.weight"] = weight(512, 512);
  state["vision_model.embeddings.class_embedding"] = torch::randn({768}) * 0.5;
  state["vision_model.embeddings.patch_embedding.weight"] = weight(768, 3 * 32 * 32).view({768, 3, 32, 32});
  state["vision_model.embeddings.position_embedding.weight"] = torch::randn({50, 768}) * 0.5;
  add_norm(state, "vision_model.pre_layrnorm", 768);
  add_layers(state, "vision_model.", 768, 3072);
  add_norm(state, "vision_model.post_layernorm", 768);
  state["visual_projection.weight"] = weight(512, 768);
  state["logit_scale"] = torch::tensor(2.6592f);
  const auto file = folder / "config.json";
  if (!(std::ofstream(file) << config_text))
    return make_error(ErrorCode::unreadable, "It cannot be written; is there space for 350 MB?", file);
  // In fp16, as it only halves what is written; both programs compute with what they read.
  return write_state(folder / "model.safetensors", state, /*half=*/true);
}

} // namespace affect::cli
