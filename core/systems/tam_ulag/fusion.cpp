#include "systems/tam_ulag/fusion.h"

namespace affect::tam_ulag {

SemanticFusionImpl::SemanticFusionImpl(int64_t modalities, int64_t dimensions, bool by_dimension)
    : by_dimension_(by_dimension) {
  for (int64_t i = 0; i < modalities; ++i) {
    torch::nn::Linear score(dimensions, dimensions);
    // Starts from the plain mean, so that no modality is shut out before anything is learned.
    torch::nn::init::zeros_(score->weight);
    torch::nn::init::zeros_(score->bias);
    score_.push_back(register_module("score" + std::to_string(i), score));
  }
}

SemanticFusionImpl::Output SemanticFusionImpl::forward(const torch::Tensor &features,
                                                       const torch::Tensor &present) {
  std::vector<torch::Tensor> scores;
  for (std::size_t i = 0; i < score_.size(); ++i)
    scores.push_back(score_[i](features.select(1, static_cast<int64_t>(i))));
  auto all = torch::stack(scores, 1).to(torch::kFloat32);
  if (!by_dimension_)
    all = all.mean(2, true).expand({-1, -1, features.size(2)});
  const auto there = present.unsqueeze(2);
  const auto weights =
      torch::softmax(all.masked_fill(there.eq(0), -1e4), 1).to(features.dtype()) * there;
  return {(weights * features).sum(1), weights};
}

} // namespace affect::tam_ulag
