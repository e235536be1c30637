#pragma once

#include <torch/torch.h>

#include <algorithm>

namespace affect {

/// TensorFlow's SAME padding: rows (or columns) of zeros that a convolution needs for as many
/// outputs as there are strides in `size`. Half of them come before the picture; what does not
/// divide by two goes to the end.
inline int64_t same_padding(int64_t size, int64_t kernel, int64_t stride) {
  const int64_t out = (size + stride - 1) / stride;
  return std::max<int64_t>((out - 1) * stride + kernel - size, 0);
}

/// [B, C, H, W] with SAME padding around it.
inline torch::Tensor same_pad(const torch::Tensor &x, int64_t kernel, int64_t stride) {
  const int64_t rows = same_padding(x.size(2), kernel, stride),
                columns = same_padding(x.size(3), kernel, stride);
  return torch::constant_pad_nd(x, {columns / 2, columns - columns / 2, rows / 2, rows - rows / 2});
}

} // namespace affect
