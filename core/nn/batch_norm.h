#pragma once

#include <torch/torch.h>

#include <utility>

namespace affect {

/// Weight and bias of a convolution without bias with the batch norm behind it folded in; gradients
/// reach both modules.
inline std::pair<torch::Tensor, torch::Tensor> fold_norm(const torch::nn::Conv2d &conv,
                                                         const torch::nn::BatchNorm2d &norm) {
  const auto scale = norm->weight * torch::rsqrt(norm->running_var + norm->options.eps());
  return {conv->weight * scale.view({-1, 1, 1, 1}), norm->bias - norm->running_mean * scale};
}

} // namespace affect
