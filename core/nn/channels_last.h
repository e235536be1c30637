#pragma once

#include <torch/torch.h>

namespace affect {

/// Layers of convolutional networks for inference on the processor, [B, C, H, W] in channels-last,
/// fp32 or bf16 with what is added and summed in fp32. Each makes one pass over memory, whereas a
/// library makes one each for the padding, the convolution, its bias and what follows.

/// True where these can be used: fp32 or bf16 on the processor, channels by sixteen, no gradients
/// wanted.
bool reads_channels_last(const torch::Tensor &x);

/// Weight of a depthwise convolution [C, 1, k, k] as depthwise_relu6() takes it: [k, k, C], fp32.
torch::Tensor depthwise_taps(const torch::Tensor &weight);

/// Depthwise convolution with SAME padding, bias [C] (fp32) and ReLU6. → [B, C, ⌈H / stride⌉, ⌈W /
/// stride⌉].
torch::Tensor depthwise_relu6(const torch::Tensor &x, const torch::Tensor &taps,
                              const torch::Tensor &bias, int64_t stride);

/// 1×1 convolution, weight [out, C] in the precision of x, bias [out] fp32; then ReLU6 where
/// `clip`, or `other` (of the result's shape and type; undefined: nothing) added.
torch::Tensor pointwise(const torch::Tensor &x, const torch::Tensor &weight,
                        const torch::Tensor &bias, bool clip, const torch::Tensor &other = {});

} // namespace affect
