#include "training/trainer/weight_average.h"

#include <algorithm>

namespace affect {

WeightAverage::WeightAverage(std::vector<torch::Tensor> weights) : weights_(std::move(weights)) {
  for (const torch::Tensor &one : weights_)
    values_.push_back(one.detach().to(torch::kFloat32, false, true));
}

void WeightAverage::update(double decay) {
  torch::NoGradGuard frozen;
  for (std::size_t i = 0; i < values_.size(); ++i)
    values_[i].mul_(decay).add_(weights_[i], 1 - decay);
}

void WeightAverage::interpolate(double decay) {
  torch::NoGradGuard frozen;
  for (std::size_t i = 0; i < values_.size(); ++i)
    values_[i].lerp_(weights_[i].detach(), 1 - decay);
}

void WeightAverage::restore(const std::vector<torch::Tensor> &values) { assign(values_, values); }

double ramped_decay(double decay, double updates, double ramp) {
  return std::min(decay, updates / (updates + ramp));
}

std::vector<torch::Tensor> copies_of(const std::vector<torch::Tensor> &tensors) {
  std::vector<torch::Tensor> copies;
  for (const torch::Tensor &one : tensors)
    copies.push_back(one.detach().clone());
  return copies;
}

void assign(const std::vector<torch::Tensor> &tensors, const std::vector<torch::Tensor> &values) {
  torch::NoGradGuard frozen;
  for (std::size_t i = 0; i < tensors.size(); ++i)
    tensors[i].detach().copy_(values[i]);
}

} // namespace affect
