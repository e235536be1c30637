#pragma once

#include "nn/efficientnet.h"

#include <torch/torch.h>

#include <vector>

namespace affect {

/// EfficientNet-Lite0 for inference only: batch norms folded into the convolutions once and for
/// all, channels-last, weights in fp32 or bf16 (but for the first blocks, which are always in
/// fp32). It shares nothing with the network it was made from and may be used by several threads.
///
/// On the processor a few pictures go through at a time, so that what a layer leaves is still in
/// the cache when the next one reads it, and layers go over memory once (nn/channels_last.h).
class FoldedEfficientNet {
public:
  FoldedEfficientNet(const EfficientNetLite0Impl &network,
                     torch::ScalarType precision = torch::kFloat32);

  /// As EfficientNetLite0Impl::forward; takes fp32 pixels, gives fp32 features whatever the
  /// precision within.
  EfficientNetFeatures forward(const torch::Tensor &pixels) const;

  torch::ScalarType precision() const { return precision_; }

private:
  struct Layer {
    torch::Tensor weight, bias;
    torch::Tensor taps, mix,
        exact_bias; ///< on the processor, as depthwise_relu6() and pointwise() want them
    int kernel = 1, stride = 1, groups = 1;
    bool relu6 = true;
  };
  struct Block {
    std::vector<Layer> layers;
    bool residual = false;
  };

  static Layer prepare(const torch::nn::Conv2d &conv, const torch::nn::BatchNorm2d &norm,
                       bool relu6, torch::ScalarType type);
  /// `past`: what is added behind the layer; undefined: nothing.
  static torch::Tensor run(const Layer &layer, const torch::Tensor &x,
                           const torch::Tensor &past = {});
  EfficientNetFeatures read(const torch::Tensor &pixels) const;

  torch::ScalarType precision_;
  Layer stem_, head_;
  std::vector<Block> blocks_;
};

} // namespace affect
