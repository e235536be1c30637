#include "systems/tam_ulag/temporal.h"

#include "systems/packed.h"
#include "systems/standardise.h"

namespace affect::tam_ulag {

TemporalAttentionImpl::TemporalAttentionImpl(const TemporalSizes &sizes) : sizes_(sizes) {
  const int64_t both = 2 * sizes.width;
  enter_ = register_module("enter", torch::nn::Linear(sizes.input, both));
  for (int64_t i = 0; i < sizes.layers; ++i) {
    const std::string at = std::to_string(i);
    recurrent_.push_back(register_module(
        "gru" + at,
        torch::nn::GRU(
            torch::nn::GRUOptions(both, sizes.width).bidirectional(true).batch_first(true))));
    key_.push_back(register_module("key" + at, torch::nn::Linear(both, sizes.width)));
    score_.push_back(register_module(
        "score" + at, torch::nn::Linear(torch::nn::LinearOptions(sizes.width, 1).bias(false))));
    if (sizes.asks)
      query_.push_back(register_module(
          "query" + at,
          torch::nn::Linear(torch::nn::LinearOptions(both, sizes.width).bias(false))));
  }
}

torch::Tensor TemporalAttentionImpl::weigh(std::size_t layer, const torch::Tensor &states,
                                           const torch::Tensor &mask,
                                           const torch::Tensor &asked_state) {
  if (!sizes_.attends)
    return mask / mask.sum(1, true).clamp_min(1);
  auto keys = key_[layer](states);
  if (sizes_.asks)
    keys = keys + query_[layer](asked_state).unsqueeze(1);
  const auto scores = score_[layer](torch::tanh(keys)).squeeze(2).to(torch::kFloat32);
  // A row without any step is masked by its presence later; here it only must not become NaN.
  return torch::softmax(scores.masked_fill(mask.eq(0), -1e4), 1).to(states.dtype()) * mask;
}

TemporalAttentionImpl::Output TemporalAttentionImpl::forward(const Steps &steps) {
  const auto mask = steps.mask * steps.present.unsqueeze(1);
  const auto lengths = lengths_of(steps.mask);
  auto states = torch::dropout(standardised(steps.values), sizes_.input_dropout, is_training());
  states = torch::dropout(torch::gelu(enter_(states)), sizes_.dropout, is_training());
  std::vector<torch::Tensor> contexts, weights;
  for (std::size_t i = 0; i < recurrent_.size(); ++i) {
    states = run_packed(recurrent_[i], states, lengths);
    torch::Tensor asked;
    if (sizes_.asks) {
      const auto at =
          steps.asked.clamp(0, states.size(1) - 1).view({-1, 1, 1}).expand({-1, 1, states.size(2)});
      asked = states.gather(1, at).squeeze(1);
    }
    weights.push_back(weigh(i, states, mask, asked));
    contexts.push_back((weights.back().unsqueeze(2) * states).sum(1));
    if (sizes_.asks)
      contexts.push_back(asked);
    states = torch::dropout(states, sizes_.dropout, is_training());
  }
  return {torch::cat(contexts, 1) * steps.present.unsqueeze(1), torch::stack(weights, 1)};
}

} // namespace affect::tam_ulag
