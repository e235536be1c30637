#pragma once

#include "nn/state.h"

#include <torch/torch.h>

#include <vector>

namespace affect {

/// What EfficientNet-Lite0 makes of a batch of pictures. For 224 × 224 pixels H = W = 7.
struct EfficientNetFeatures {
  torch::Tensor fine;       ///< [B, 112, 2H, 2W] after the fifth stage: a grid of 14 × 14 regions
  torch::Tensor bottleneck; ///< [B, 320, H, W] after the last stage, before the head
  torch::Tensor grid;       ///< [B, 1280, H, W] after the head: the regions
  torch::Tensor pooled;     ///< [B, 1280] mean of the grid: the picture's vector; always fp32
};

/// One inverted bottleneck: 1×1 expand, depthwise k×k, 1×1 project, each with batch norm, ReLU6
/// after the first two.
class InvertedBottleneckImpl : public torch::nn::Module {
public:
  InvertedBottleneckImpl(int in, int out, int kernel, int stride, int expand);

  /// [B, in, H, W] → [B, out, H / stride, W / stride].
  torch::Tensor forward(const torch::Tensor &x);

  bool has_expand() const { return !expand_conv_.is_empty(); }
  bool is_residual() const { return residual_; }
  /// Probability that a training step skips the block for a picture (stochastic depth); acts on
  /// residual blocks only.
  void set_drop_path(double probability) { drop_path_ = probability; }

private:
  friend class FoldedEfficientNet;
  torch::nn::Conv2d expand_conv_{nullptr}, depthwise_conv_{nullptr}, project_conv_{nullptr};
  torch::nn::BatchNorm2d bn0_{nullptr}, bn1_{nullptr}, bn2_{nullptr};
  bool residual_ = false;
  double drop_path_ = 0;
};
TORCH_MODULE(InvertedBottleneck);

/// EfficientNet-Lite0 (Google, 2020): EfficientNet-B0 without squeeze-excitation, ReLU6 for swish,
/// stem and head not scaled. Parameter names are those of the published PyTorch weights
/// (`_conv_stem.weight`, `_blocks.3._bn1.bias`, …).
///
/// Padding is TensorFlow's SAME: at stride 2 the odd row and column go to the bottom and right.
/// Batch norms always use their stored statistics, in training too: the sets this network is tuned
/// on are too small to estimate them anew. It computes in the precision of its input; the
/// parameters stay fp32.
class EfficientNetLite0Impl : public torch::nn::Module {
public:
  static constexpr int block_count = 16;
  /// Blocks up to the end of the fifth stage, whose output is EfficientNetFeatures::fine.
  static constexpr int fine_blocks = 11;
  static constexpr int fine_width = 112, bottleneck_width = 320, grid_width = 1280;

  /// `classes` 0 leaves the classifier `_fc` out.
  explicit EfficientNetLite0Impl(int classes = 0);

  /// [B, 3, H, W] pixels (x − 127) / 128 → all features. H and W from 32 up.
  EfficientNetFeatures forward(const torch::Tensor &pixels);

  /// All features of what trunk(…, first) gave; `first` at most fine_blocks.
  EfficientNetFeatures from(const torch::Tensor &states, int first);

  /// Stem and the first `blocks` blocks.
  torch::Tensor trunk(const torch::Tensor &pixels, int blocks);
  /// Blocks from `first` to the last: what trunk(…, first) gave → [B, 320, H, W].
  torch::Tensor tail(const torch::Tensor &x, int first);
  /// [B, 320, H, W] → [B, 1280, H, W].
  torch::Tensor head(const torch::Tensor &bottleneck);
  /// [B, 1280] → [B, classes]; the network must have been made with classes.
  torch::Tensor classify(const torch::Tensor &pooled);

  int classes() const { return classes_; }
  /// Floating-point operations of the convolutions for one picture; a multiply-add counts as two.
  static double operations(int64_t height, int64_t width);
  /// Drop-path probability of the last block; those before it get a share that grows from 0 with
  /// depth.
  void set_drop_path(double last);

private:
  friend class FoldedEfficientNet;
  torch::nn::Conv2d stem_{nullptr}, head_{nullptr};
  torch::nn::BatchNorm2d bn0_{nullptr}, bn1_{nullptr};
  torch::Tensor through(torch::Tensor x, int first, int end);

  std::vector<InvertedBottleneck> blocks_;
  torch::nn::Linear fc_{nullptr};
  int classes_ = 0;
};
TORCH_MODULE(EfficientNetLite0);

} // namespace affect
