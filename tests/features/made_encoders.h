#pragma once

#include "media/image.h"
#include "nn/efficientnet.h"
#include "nn/made_folder.h"
#include "nn/tensors.h"

/// Small encoder folders with random weights, the same each time.
namespace made {

/// A BERT of a few words: two layers, width 24.
inline std::filesystem::path bert_folder(const std::filesystem::path &path) {
  std::filesystem::create_directories(path);
  std::string words = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ngood\nbad\nfood\nand\nthe\n";
  for (int i = 0; i < 40; ++i)
    words += "word" + std::to_string(i) + "\n";
  write_text(path / "vocab.txt", words);
  write_text(path / "config.json",
             R"({"model_type":"bert","vocab_size":50,"hidden_size":24,"num_hidden_layers":2,)"
             R"("num_attention_heads":4,"intermediate_size":40,"max_position_embeddings":20})");
  if (!affect::write_state(path / "model.safetensors",
                           affect::state_of(*small_encoder(small_config())), false)
           .ok())
    qFatal("cannot write a temporary file");
  return path;
}

/// EfficientNet-Lite0 over pictures of 64 × 64: four regions.
inline std::filesystem::path efficientnet_folder(const std::filesystem::path &path) {
  std::filesystem::create_directories(path);
  write_text(path / "config.json", R"({"model_type":"efficientnet-lite0","image_size":64})");
  write_text(path / "preprocessor_config.json",
             R"({"image_processor_type":"ViTImageProcessor","size":{"height":64,"width":64}})");
  torch::manual_seed(3);
  auto state = affect::state_of(*affect::EfficientNetLite0(0));
  for (auto &[name, value] : state)
    if (value.dim() == 4)
      value.mul_(2); // large enough for a signal to reach its end
  if (!affect::write_state(path / "model.safetensors", state, true).ok())
    qFatal("cannot write a temporary file");
  return path;
}

/// CLIP's picture side over pictures of 12 × 12: nine regions of width 12.
inline std::filesystem::path clip_image_folder(const std::filesystem::path &path) {
  std::filesystem::create_directories(path);
  write_text(path / "config.json", clip_config());
  write_text(path / "preprocessor_config.json",
             R"({"image_processor_type":"SiglipImageProcessor","size":{"height":12,"width":12}})");
  if (!affect::write_state(path / "model.safetensors", clip_state(), false).ok())
    qFatal("cannot write a temporary file");
  return path;
}

inline affect::Image busy_image(int width, int height, std::uint32_t state) {
  affect::Image image{width, height,
                      std::vector<std::uint8_t>(static_cast<std::size_t>(width) * height * 3)};
  for (auto &byte : image.rgb)
    byte = static_cast<std::uint8_t>((state = state * 1664525 + 1013904223) >> 24);
  return image;
}

} // namespace made
