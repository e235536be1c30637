#pragma once

#include <torch/torch.h>

namespace affect {

/// Passes over bf16 on the processor, computed in fp32 between reading and writing: LibTorch 1.13
/// has them, but slowly (its layer norm takes an eighth of a transformer's time in bf16, and a
/// product's bias costs a copy of the result). All fall back on LibTorch's own where they do not
/// apply: other types and devices, memory with gaps, and where gradients are wanted.

/// As norm->forward(x).
torch::Tensor normed(torch::nn::LayerNorm &norm, const torch::Tensor &x);

/// x · sigmoid(x) in the place of `x`, which must be nobody else's.
torch::Tensor silu_own(torch::Tensor x);

/// gelu(x), by the error function, in the place of `x`.
torch::Tensor gelu_own(torch::Tensor x);

/// x [rows, in] · weightᵀ + bias, and what follows, with one pass over the product.
enum class After { nothing, gelu, silu };
torch::Tensor dense_own(const torch::Tensor &x, const torch::Tensor &weight,
                        const torch::Tensor &bias, After after);

/// x [rows, in] · weightᵀ + bias + past, as every branch of a transformer's block ends; `dropout`
/// takes that share of what the layer makes, not of what was there before.
torch::Tensor dense_plus(const torch::Tensor &x, const torch::Tensor &weight,
                         const torch::Tensor &bias, const torch::Tensor &past, double dropout = 0);

/// softmax(scale · scores + mask) over the last of [batch, heads, queries, keys], in the place of
/// `scores`, which must be nobody else's; `mask` additive, as attend() takes it, or undefined.
torch::Tensor softmax_own(torch::Tensor scores, double scale, const torch::Tensor &mask);

/// Query, key and value, each [batch, heads, tokens, head width].
struct Heads {
  torch::Tensor query, key, value;
};
/// Of one product for all three: x [batch · tokens, in] · weightᵀ + bias, weight [3 · width, in].
Heads packed_heads(const torch::Tensor &x, const torch::Tensor &weight, const torch::Tensor &bias,
                   int64_t batch, int64_t heads);

} // namespace affect
