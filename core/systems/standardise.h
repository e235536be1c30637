#pragma once

#include <torch/torch.h>

namespace affect {

/// Each position brought to mean 0 and variance 1 over its features; nothing to learn, so nothing
/// to differentiate.
inline torch::Tensor standardised(const torch::Tensor &x) {
  return torch::layer_norm(x, {x.size(-1)});
}

} // namespace affect
