#pragma once

#include <torch/torch.h>

#include <vector>

namespace affect {

/// Exponential moving average of a network's weights (Polyak & Juditsky 1992), kept in fp32.
class WeightAverage {
public:
  /// `weights` are followed where they lie: parameters, or an optimiser's fp32 copies of them.
  explicit WeightAverage(std::vector<torch::Tensor> weights);

  /// Mixes 1 − `decay` of the weights, as they are now, into the average.
  void update(double decay);
  /// The same as a linear interpolation, which rounds differently. Encoders of faces, sound and
  /// pictures are averaged so: a run with the same seed gives the same weights to the last bit.
  void interpolate(double decay);

  /// In the order of the weights, fp32.
  const std::vector<torch::Tensor> &values() const { return values_; }
  /// Goes on from an average kept earlier, of the same shapes.
  void restore(const std::vector<torch::Tensor> &values);

private:
  std::vector<torch::Tensor> weights_, values_;
};

/// The decay after `updates` (0 or more): at most `decay`, and lower at first, updates / (updates +
/// ramp), since the average would long remember the random start otherwise.
double ramped_decay(double decay, double updates, double ramp = 10);

/// Copies of tensors as they are.
std::vector<torch::Tensor> copies_of(const std::vector<torch::Tensor> &tensors);
/// Puts values into tensors, in place.
void assign(const std::vector<torch::Tensor> &tensors, const std::vector<torch::Tensor> &values);

} // namespace affect
