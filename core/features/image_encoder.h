#pragma once

#include "base/result.h"
#include "features/image_tensor.h"
#include "media/image.h"
#include "nn/efficientnet.h"

#include <torch/torch.h>

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace affect {

/// A picture as the encoder sees it; fp32 on the CPU.
struct ImageFeatures {
  torch::Tensor regions; ///< [rows * columns, width], row by row
  torch::Tensor vector;  ///< [width] mean over the regions
};

/// An image encoder folder ready for inference.
class ImageEncoder {
public:
  /// Opens a folder of model_type efficientnet-lite0. Errors: not_found, bad_format, unsupported.
  static Result<std::unique_ptr<ImageEncoder>> open(const std::filesystem::path &folder, torch::ScalarType precision);

  /// One result a picture, in order. Errors: usage (an empty picture).
  Result<std::vector<ImageFeatures>> encode(std::span<const Image> images);

  const ImagePreprocess &preprocess() const { return preprocess_; }
  const std::string &id() const { return id_; }
  /// SHA-256 over the folder's weights and configuration: names cached features.
  const std::string &hash() const { return hash_; }
  int64_t width() const { return EfficientNetLite0Impl::grid_width; }
  int rows() const { return preprocess_.height / cell; }
  int columns() const { return preprocess_.width / cell; }
  int64_t parameters() const { return parameters_; }

private:
  static constexpr int cell = 32; ///< pixels a region is wide and high
  ImageEncoder() = default;
  std::unique_ptr<FoldedEfficientNet> network_;
  ImagePreprocess preprocess_;
  std::string id_, hash_;
  int64_t parameters_ = 0;
};

} // namespace affect
