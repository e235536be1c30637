#include "features/image_encoder.h"

#include "features/folder_hash.h"

#include <algorithm>

namespace affect {
namespace {

constexpr int batch_regions = 16 * 256,
              most_in_batch = 16; // attention grows with the square of the regions
constexpr int most_regions = 4096;

} // namespace

Result<std::unique_ptr<ImageEncoder>> ImageEncoder::open(const std::filesystem::path &folder,
                                                         torch::ScalarType precision,
                                                         torch::Device device) {
  AFFECT_TRY(network, open_image_network(folder, precision, device));
  AFFECT_TRY(preprocess, preprocess_of_folder(folder));
  const int cell = network->sizes().cell;
  const int rows = preprocess.height / cell, columns = preprocess.width / cell;
  if (rows < 1 || columns < 1 || rows * columns > most_regions)
    return make_error(ErrorCode::bad_format,
                      "Pictures of the size its preprocessor_config.json asks for do not fit the "
                      "network's patches of " +
                          std::to_string(cell) + " pixels.",
                      folder);
  AFFECT_TRY(hash, hash_of_model(folder, {"config.json", "preprocessor_config.json",
                                          "model.safetensors", "processor_config.json"}));
  std::unique_ptr<ImageEncoder> encoder(new ImageEncoder);
  encoder->network_ = std::move(network);
  encoder->preprocess_ = preprocess;
  encoder->id_ = folder.filename().string();
  encoder->hash_ = encoder->base_hash_ = hash;
  return encoder;
}

std::size_t ImageEncoder::batch_size() const {
  return static_cast<std::size_t>(
      std::clamp(batch_regions / (rows() * columns()), 1, most_in_batch));
}

// Of the first `wanted` pictures.
void ImageEncoder::encode_batch(const torch::Tensor &pixels, int64_t wanted,
                                std::vector<ImageFeatures> &features) {
  const auto found = network_->forward(pixels);
  for (int64_t i = 0; i < wanted; ++i)
    features.push_back({found.regions[i].clone(), found.vector[i].clone()});
}

Result<std::vector<ImageFeatures>> ImageEncoder::encode(std::span<const Image> images) {
  torch::NoGradGuard frozen;
  std::vector<ImageFeatures> features;
  for (std::size_t begin = 0; begin < images.size(); begin += batch_size()) {
    AFFECT_TRY(pixels,
               image_batch(images.subspan(begin, std::min(batch_size(), images.size() - begin)),
                           preprocess_));
    encode_batch(pixels, pixels.size(0), features);
  }
  return features;
}

Result<std::vector<ImageFeatures>>
ImageEncoder::encode_prepared(std::span<const std::shared_ptr<const Image>> pictures,
                              BatchShape shape) {
  torch::NoGradGuard frozen;
  std::vector<ImageFeatures> features;
  for (std::size_t begin = 0; begin < pictures.size(); begin += batch_size()) {
    const auto part = pictures.subspan(begin, std::min(batch_size(), pictures.size() - begin));
    std::vector<std::shared_ptr<const Image>> batch(part.begin(), part.end());
    if (shape == BatchShape::steady)
      batch.resize(batch_size(), part.front());
    AFFECT_TRY(pixels, prepared_batch(batch, preprocess_));
    encode_batch(pixels, static_cast<int64_t>(part.size()), features);
  }
  return features;
}

Result<torch::Tensor>
ImageEncoder::encode_below(std::span<const std::shared_ptr<const Image>> pictures, int64_t tuned,
                           bool mirrored) {
  torch::NoGradGuard frozen;
  std::vector<torch::Tensor> parts;
  for (std::size_t begin = 0; begin < pictures.size(); begin += batch_size()) {
    const auto part = pictures.subspan(begin, std::min(batch_size(), pictures.size() - begin));
    AFFECT_TRY(pixels, prepared_batch(part, preprocess_));
    parts.push_back(network_->trunk(mirrored ? pixels.flip(3) : pixels, blocks() - tuned));
  }
  return parts.empty() ? torch::Tensor() : torch::cat(parts);
}

ImageNetwork::Output ImageEncoder::encode_above(const torch::Tensor &below, int64_t tuned) {
  return network_->tail(below, blocks() - tuned);
}

Result<void> ImageEncoder::lay_over(const TunedLayers &layers, const std::filesystem::path &file) {
  AFFECT_CHECK(check_depth(id_, blocks(), layers.blocks, file));
  AFFECT_CHECK(affect::lay_over(tail_parameters(layers.blocks), layers.state, file));
  network_->end_tuning();
  hash_ = hash_with(base_hash_, layers.state);
  return {};
}

TunedLayers ImageEncoder::last_layers(int64_t tuned) const {
  return {tuned, copy_of(tail_parameters(tuned))};
}

} // namespace affect
