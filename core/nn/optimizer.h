#pragma once

#include <torch/torch.h>

#include <vector>

namespace affect {

struct AdamWOptions {
  double beta1 = 0.9;
  double beta2 = 0.98;
  double epsilon = 1e-8;
  double weight_decay = 0.01; ///< decoupled; not applied to vectors (biases, norms)
  double clip_norm = 1.0;     ///< of the gradient over all parameters; 0: none
  bool fused = true;          ///< one pass over memory on the CPU; else, as on a GPU, by LibTorch
};

/// AdamW (Loshchilov & Hutter 2019) for parameters that may be bf16: the master copies and both
/// moments are fp32 and live on the parameters' device.
class MasterAdamW {
public:
  MasterAdamW(std::vector<torch::Tensor> parameters, AdamWOptions options = {});

  /// Takes one step with the gradients of the parameters and resets these. `rate` is the learning
  /// rate of this step. Returns the gradient norm before clipping; where it is not finite, the step
  /// is skipped.
  double step(double rate);

  /// The fp32 copies of the parameters, in their order.
  std::vector<torch::Tensor> masters() const;

  /// Everything that is needed to resume: the number of steps, then master copy and both moments
  /// of each parameter.
  std::vector<torch::Tensor> state() const;
  /// Whether a state, perhaps read from a file, has the shapes of this network.
  bool fits(const std::vector<torch::Tensor> &state) const;
  /// Throws c10::Error where the state does not fit; nothing has changed then.
  void restore(const std::vector<torch::Tensor> &state);

private:
  struct Slot {
    torch::Tensor parameter, master, first, second;
    double decay = 0;
  };
  std::vector<Slot> slots_;
  AdamWOptions options_;
  int64_t steps_ = 0;
};

} // namespace affect
