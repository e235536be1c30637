#pragma once

#include <torch/torch.h>

#include <vector>

namespace affect::tam_ulag {

/// Fine-grained fusion in a common semantic space (Sun & Wang 2024): for every semantic dimension j
/// the modalities are weighed by β_{m,j} = softmax over m of s_{m,j}, and fused_j = Σ_m β_{m,j}
/// f_{m,j}. A modality that is absent is left out of that softmax. How s is made of f is ours: a
/// linear map of each modality's own features.
class SemanticFusionImpl : public torch::nn::Module {
public:
  /// `by_dimension` false: the mean over the dimensions of s for all of them (what the fine grain
  /// is compared with).
  SemanticFusionImpl(int64_t modalities, int64_t dimensions, bool by_dimension);

  struct Output {
    torch::Tensor fused; ///< [batch, dimensions]
    torch::Tensor
        weights; ///< [batch, modalities, dimensions] β; sums to 1 over the present modalities
  };
  /// features [batch, modalities, dimensions], present [batch, modalities] 1 or 0, at least one a
  /// row.
  Output forward(const torch::Tensor &features, const torch::Tensor &present);

private:
  bool by_dimension_;
  std::vector<torch::nn::Linear> score_;
};
TORCH_MODULE(SemanticFusion);

} // namespace affect::tam_ulag
