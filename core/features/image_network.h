#pragma once

#include "base/result.h"
#include "nn/state.h"

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
    int64_t blocks = 0; ///< transformer blocks, or EfficientNet's bottlenecks
  };

  virtual ~ImageNetwork() = default;
  /// pixels [batch, 3, height, width] fp32 on the CPU, at least one cell high and wide; fp32 on the
  /// CPU comes back.
  virtual Output forward(const torch::Tensor &pixels) = 0;
  /// What stands before the blocks, and the first `blocks` of these; fp32 on the CPU, one row a
  /// picture.
  virtual torch::Tensor trunk(const torch::Tensor &pixels, int64_t blocks) = 0;
  /// The blocks from `first` on and what is behind them: what trunk(…, first) gave → as forward().
  /// Differentiable while it is tuned.
  virtual Output tail(const torch::Tensor &states, int64_t first) = 0;

  /// As in TextNetwork.
  virtual StateDict tail_parameters(int64_t first) const = 0;
  /// Parameters and buffers, which share memory with the network's.
  virtual StateDict weights() const = 0;
  virtual void begin_tuning(int64_t first, double dropout) = 0;
  virtual void end_tuning() = 0;
  /// Floating-point operations of a picture, as nn/operations.h counts them.
  virtual double operations(int64_t height, int64_t width) const = 0;
  const Sizes &sizes() const { return sizes_; }

protected:
  explicit ImageNetwork(Sizes sizes) : sizes_(sizes) {}

private:
  Sizes sizes_;
};

/// Opens the network of a folder of model_type efficientnet-lite0, clip, chinese_clip, siglip or
/// vit. Errors: not_found, unreadable, bad_format, unsupported (another type; a device or precision
/// that this machine does not have).
Result<std::unique_ptr<ImageNetwork>> open_image_network(const std::filesystem::path &folder,
                                                         torch::ScalarType precision,
                                                         torch::Device device);

} // namespace affect
