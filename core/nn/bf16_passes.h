#pragma once

#include <torch/torch.h>

namespace affect {

/// Passes over bf16 on the processor, computed in fp32 between reading and writing: LibTorch 1.13 has them, but slowly
/// (its layer norm takes an eighth of a transformer's time in bf16). All fall back on LibTorch's own where they do not
/// apply: other types and devices, memory with gaps, and where gradients are wanted.

/// As norm->forward(x).
torch::Tensor normed(torch::nn::LayerNorm &norm, const torch::Tensor &x);

/// x · sigmoid(x) in the place of `x`, which must be nobody else's.
torch::Tensor silu_own(torch::Tensor x);

/// gelu(x), by the error function, in the place of `x`.
torch::Tensor gelu_own(torch::Tensor x);

} // namespace affect
