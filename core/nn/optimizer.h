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
  bool own_loops = true;      ///< in the processor's memory; else, and on a GPU, LibTorch's passes
};

/// AdamW (Loshchilov & Hutter 2019) whose parameters may be bf16: master copies and both moments
/// are kept in fp32, and one pass over memory does the whole update. On a GPU they stay there.
class MasterAdamW {
public:
  MasterAdamW(std::vector<torch::Tensor> parameters, AdamWOptions options = {});

  /// One step with the gradients found on the parameters; sets them to none. `rate` is the learning
  /// rate of this step. Returns the gradient's norm before clipping; a step whose norm is not
  /// finite is left out.
  double step(double rate);

  /// The fp32 copies of the parameters, in their order.
  std::vector<torch::Tensor> masters() const;

  /// Everything needed to go on after an interruption.
  std::vector<torch::Tensor> state() const;
  /// Whether a state, read from a file perhaps, is one of this network.
  bool fits(const std::vector<torch::Tensor> &state) const;
  /// Throws c10::Error where the state does not fit, and changes nothing then.
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
