#pragma once

#include "base/result.h"
#include "nn/optimizer.h"
#include "systems/system.h"

#include <filesystem>

namespace affect {

/// What a training run carries from step to step beside the network: the optimiser of the
/// parameters that are the loop's (all but System::meta_parameters) and the running mean of all.
class Running {
public:
  /// Takes fp32 copies of the parameters: before the network is rounded.
  Running(System &system, AdamWOptions options);

  /// Whether there is any parameter for the loop to move.
  bool moves_any() const { return moves_any_; }
  void step(double rate);
  /// Mixes the parameters into their mean, 1 − keep of them.
  void mix(double keep);
  /// Puts the mean in the place of the parameters; what they were comes back.
  std::vector<torch::Tensor> take_mean();
  void put(const std::vector<torch::Tensor> &values);

  /// checkpoint.safetensors: mean under "average.N", optimiser under "optimizer.N", the system's
  /// own under "meta.N", unimodal labels it made (where defined) under "labels".
  Result<void> save(const std::filesystem::path &folder, int epoch,
                    const torch::Tensor &labels = {}) const;
  /// The number of whole epochs the checkpoint has behind it; `labels` (null: not wanted) is set
  /// where it has any. Errors: as read_state; bad_format (another network's).
  Result<int> load(const std::filesystem::path &folder, torch::Tensor *labels = nullptr);

private:
  System &system_;
  std::vector<torch::Tensor> parameters_;
  std::vector<torch::Tensor>
      sources_; ///< fp32 copies where the optimiser has them, else the parameters
  std::vector<torch::Tensor> average_;
  MasterAdamW optimizer_;
  bool moves_any_ = false;
};

} // namespace affect
