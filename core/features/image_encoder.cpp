#include "features/image_encoder.h"

#include "features/text_encoder.h"

#include <nlohmann/json.hpp>

#include <fstream>

namespace affect {
namespace {

constexpr std::size_t batch_size = 16;

Result<void> check_type(const std::filesystem::path &file) {
  std::ifstream in(file, std::ios::binary);
  if (!in)
    return make_error(ErrorCode::not_found, "The model folder lacks this file.", file);
  const auto config = nlohmann::json::parse(in, nullptr, false);
  if (!config.is_object() || !config.contains("model_type") || !config["model_type"].is_string())
    return make_error(ErrorCode::bad_format, "This is not a model's configuration: it names no model_type.", file);
  if (config["model_type"] != "efficientnet-lite0")
    return make_error(ErrorCode::unsupported,
                      "The model type " + config["model_type"].get<std::string>().substr(0, 40) +
                          " is not an image encoder known here.",
                      file);
  return {};
}

} // namespace

Result<std::unique_ptr<ImageEncoder>> ImageEncoder::open(const std::filesystem::path &folder,
                                                         torch::ScalarType precision) {
  AFFECT_CHECK(check_type(folder / "config.json"));
  AFFECT_TRY(preprocess, read_preprocess(folder / "preprocessor_config.json"));
  AFFECT_TRY(state, read_state(folder / "model.safetensors"));
  EfficientNetLite0 network(0);
  AFFECT_CHECK(load_into(*network, state, folder / "model.safetensors"));
  network->eval();
  AFFECT_TRY(hash, hash_of_folder(folder, {"config.json", "preprocessor_config.json", "model.safetensors"}));
  std::unique_ptr<ImageEncoder> encoder(new ImageEncoder);
  encoder->network_ = std::make_unique<FoldedEfficientNet>(*network, precision);
  encoder->preprocess_ = preprocess;
  encoder->id_ = folder.filename().string();
  encoder->hash_ = hash;
  encoder->parameters_ = parameter_count(*network);
  return encoder;
}

Result<std::vector<ImageFeatures>> ImageEncoder::encode(std::span<const Image> images) {
  torch::NoGradGuard frozen;
  std::vector<ImageFeatures> features;
  for (std::size_t begin = 0; begin < images.size(); begin += batch_size) {
    const auto part = images.subspan(begin, std::min(batch_size, images.size() - begin));
    AFFECT_TRY(pixels, image_batch(part, preprocess_));
    const auto found = network_->forward(pixels);
    const auto regions = found.grid.flatten(2).transpose(1, 2).contiguous();
    for (int64_t i = 0; i < regions.size(0); ++i)
      features.push_back({regions[i].clone(), found.pooled[i].clone()});
  }
  return features;
}

} // namespace affect
