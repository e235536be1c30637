#pragma once

#include <torch/torch.h>

#include <vector>

namespace affect::tam_ulag {

/// One modality of a batch over time.
struct Steps {
  torch::Tensor values;  ///< [batch, steps, width]
  torch::Tensor mask;    ///< [batch, steps] 1 where a step stands; steps stand at the front
  torch::Tensor present; ///< [batch] 1 or 0; an absent modality's steps are not read
  torch::Tensor asked; ///< [batch] int64 the step the label speaks of; undefined: the label speaks
                       ///< of the whole
};

struct TemporalSizes {
  int64_t input = 0;  ///< width of a step
  int64_t width = 64; ///< of a GRU in one direction
  int64_t layers = 2;
  bool asks = false;   ///< steps are a label's context, and Steps::asked is needed
  bool attends = true; ///< false: the mean over the steps in the attention's place
  double dropout = 0.3;
  double input_dropout = 0.3;
};

/// Temporal attention on a multi-layer recurrent network (Sun & Wang, Journal of Electronics &
/// Information Technology 46(2), 2024): a stack of bidirectional GRUs; at each layer e_k = vᵀ
/// tanh(W h_k + b), α = softmax(e) over the steps, c = Σ α_k h_k; the layers' contexts joined.
/// Where the label speaks of one step among others (an utterance of a video), e_k = vᵀ tanh(W h_k +
/// U h_asked + b), and h_asked stands beside c: ours, for the paper's abstract does not say how it
/// reads such data.
class TemporalAttentionImpl : public torch::nn::Module {
public:
  explicit TemporalAttentionImpl(const TemporalSizes &sizes);

  struct Output {
    torch::Tensor context; ///< [batch, context_width()]; zeros where the modality is absent
    torch::Tensor
        weights; ///< [batch, layers, steps] α; 0 where no step stands or the modality is absent
  };
  Output forward(const Steps &steps);

  int64_t context_width() const { return sizes_.layers * 2 * sizes_.width * (sizes_.asks ? 2 : 1); }

private:
  torch::Tensor weigh(std::size_t layer, const torch::Tensor &states, const torch::Tensor &mask,
                      const torch::Tensor &asked_state);

  TemporalSizes sizes_;
  torch::nn::Linear enter_{nullptr};
  std::vector<torch::nn::GRU> recurrent_;
  std::vector<torch::nn::Linear> key_, score_, query_;
};
TORCH_MODULE(TemporalAttention);

} // namespace affect::tam_ulag
