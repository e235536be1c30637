#pragma once

#include <torch/torch.h>

namespace affect {

/// Number of steps of each row, at least 1. mask [batch, steps], steps at the front; → [batch]
/// int64.
inline torch::Tensor lengths_of(const torch::Tensor &mask) {
  return mask.to(torch::kFloat32).sum(1).clamp_min(1).to(torch::kInt64).to(torch::kCPU);
}

/// States of a recurrent layer (GRU, LSTM) over [batch, steps, width], 0 in the padding. Packed, so
/// that the backward direction starts at each sequence's own end and not in its padding.
template <typename Layer>
torch::Tensor run_packed(Layer &layer, const torch::Tensor &x, const torch::Tensor &lengths) {
  const auto packed = torch::nn::utils::rnn::pack_padded_sequence(x, lengths, true, false);
  const auto states = std::get<0>(layer->forward_with_packed_input(packed));
  return std::get<0>(torch::nn::utils::rnn::pad_packed_sequence(states, true, 0.0, x.size(1)));
}

} // namespace affect
