#pragma once

#include "nn/bf16_passes.h"

#include <torch/torch.h>

namespace affect {

struct AttentionOutput {
  torch::Tensor context; ///< [batch, queries, heads * head width]
  torch::Tensor weights; ///< [batch, heads, queries, keys]; undefined where not asked for
};

/// Additive mask from a [batch, keys] mask of ones and zeros: 0 where one may look, the type's
/// lowest value where not (never -inf, so that a query that may look nowhere still gets finite
/// numbers). Shape [batch, 1, 1, keys].
torch::Tensor additive_mask(const torch::Tensor &mask, torch::ScalarType type);

/// The same for a text that is read from left to right: position i may look at 0 … i and, where
/// `mask` [batch, tokens] is defined, only at its ones. Shape [batch or 1, 1, tokens, tokens].
torch::Tensor causal_mask(int64_t tokens, const torch::Tensor &mask, torch::TensorOptions options);

/// Scaled dot-product attention of several heads. `query` [batch, queries, width], `key` and
/// `value` [batch, keys, width]; `mask` additive, broadcast to [batch, heads, queries, keys], or
/// undefined. `dropout` acts on the weights in training. Explicit softmax where weights are wanted;
/// the library's fused kernel elsewhere, where it has one (LibTorch ≥ 2).
AttentionOutput attend(const torch::Tensor &query, const torch::Tensor &key,
                       const torch::Tensor &value, int64_t heads, const torch::Tensor &mask,
                       bool want_weights, double dropout = 0.0);

/// The same of heads that are split already (packed_heads()), without dropout.
AttentionOutput attend(const Heads &heads, const torch::Tensor &mask, bool want_weights);

} // namespace affect
