#pragma once

#include "base/result.h"

#include <torch/torch.h>

#include <filesystem>
#include <memory>

namespace affect {

/// The network inside an ImageEncoder: one class for each family of model folders.
class ImageNetwork {
public:
  struct Output {
    torch::Tensor regions; ///< [batch, rows * columns, width], row by row
    torch::Tensor vector;  ///< [batch, vector width]
  };
  struct Sizes {
    int64_t width = 0, vector_width = 0;
    int cell = 0; ///< pixels a region is wide and high
    int64_t parameters = 0;
  };

  virtual ~ImageNetwork() = default;
  /// pixels [batch, 3, height, width] fp32 on the CPU, at least one cell high and wide; fp32 on the CPU comes back.
  virtual Output forward(const torch::Tensor &pixels) = 0;
  /// Floating-point operations of a picture, as nn/operations.h counts them.
  virtual double operations(int64_t height, int64_t width) const = 0;
  const Sizes &sizes() const { return sizes_; }

protected:
  explicit ImageNetwork(Sizes sizes) : sizes_(sizes) {}

private:
  Sizes sizes_;
};

/// Opens the network of a folder of model_type efficientnet-lite0, clip, chinese_clip, siglip or vit. Errors:
/// not_found, unreadable, bad_format, unsupported (another type; a device or precision that this machine does not
/// have).
Result<std::unique_ptr<ImageNetwork>> open_image_network(const std::filesystem::path &folder,
                                                         torch::ScalarType precision, torch::Device device);

} // namespace affect
