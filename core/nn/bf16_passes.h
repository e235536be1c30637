#pragma once

#include <torch/torch.h>

namespace affect {

/// Passes over bf16 on the processor, computed in fp32 between reading and writing: LibTorch 1.13
/// has them, but slowly (its layer norm takes an eighth of a transformer's time in bf16, and a
/// product's bias costs a copy of the result). All fall back on LibTorch's own where they do not
/// apply: other types and devices, memory with gaps, and where gradients are wanted.

/// As norm->forward(x).
torch::Tensor apply_norm(torch::nn::LayerNorm &norm, const torch::Tensor &x);

/// x · sigmoid(x), overwriting `x`, whose memory no other tensor may share.
torch::Tensor silu_inplace(torch::Tensor x);

/// gelu(x), by the error function, overwriting `x`.
torch::Tensor gelu_inplace(torch::Tensor x);

/// x [rows, in] · weightᵀ + bias and the activation `after` it, with one pass over the product.
enum class After { nothing, gelu, silu };
torch::Tensor dense_activated(const torch::Tensor &x, const torch::Tensor &weight,
                              const torch::Tensor &bias, After after);

/// x [rows, in] · weightᵀ + bias + past, the end of each branch of a transformer's block; `dropout`
/// applies to the layer's output, not to the residual `past`.
torch::Tensor dense_plus(const torch::Tensor &x, const torch::Tensor &weight,
                         const torch::Tensor &bias, const torch::Tensor &past, double dropout = 0);

/// softmax(scale · scores + mask) over the last of [batch, heads, queries, keys], overwriting
/// `scores`, whose memory no other tensor may share; `mask` additive, as attend() takes it, or
/// undefined.
torch::Tensor softmax_inplace(torch::Tensor scores, double scale, const torch::Tensor &mask);

/// Query, key and value, each [batch, heads, tokens, head width].
struct Heads {
  torch::Tensor query, key, value;
};
/// Of one product for all three: x [batch · tokens, in] · weightᵀ + bias, weight [3 · width, in].
Heads packed_heads(const torch::Tensor &x, const torch::Tensor &weight, const torch::Tensor &bias,
                   int64_t batch, int64_t heads);

} // namespace affect
