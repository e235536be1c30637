#pragma once

#include <torch/torch.h>

namespace affect {

/// RoBERTa's masked-language head: dense, GELU, norm, then the product with the (tied) word
/// embeddings plus a bias.
class MaskedLanguageHeadImpl : public torch::nn::Module {
public:
  MaskedLanguageHeadImpl(int64_t width, int64_t vocabulary, double eps = 1e-5)
      : dense(register_module("dense", torch::nn::Linear(width, width))),
        layer_norm(register_module(
            "layer_norm", torch::nn::LayerNorm(torch::nn::LayerNormOptions({width}).eps(eps)))),
        bias(register_parameter("bias", torch::zeros({vocabulary}))) {}

  /// hidden [n, width], embeddings [vocabulary, width] → logits [n, vocabulary].
  torch::Tensor forward(const torch::Tensor &hidden, const torch::Tensor &embeddings) {
    return torch::linear(layer_norm(torch::gelu(dense(hidden))), embeddings, bias);
  }

  torch::nn::Linear dense;
  torch::nn::LayerNorm layer_norm;
  torch::Tensor bias;
};
TORCH_MODULE(MaskedLanguageHead);

} // namespace affect
