#pragma once

#include "base/result.h"
#include "nn/optimizer.h"
#include "nn/state.h"
#include "systems/system.h"
#include "training/trainer/weight_average.h"

#include <filesystem>

namespace affect {

/// What the training of a system carries from step to step beside the network: the optimiser of
/// the parameters that ordinary steps move (all but System::meta_parameters) and the moving average
/// of all weights.
class TrainingState {
public:
  /// Takes fp32 copies of the parameters: before the network is rounded.
  TrainingState(System &system, AdamWOptions options);

  /// Whether there is any parameter for ordinary steps to move.
  bool moves_any() const { return moves_any_; }
  void step(double rate) { optimizer_.step(rate); }
  void update_average(double decay) { average_.update(decay); }
  /// Puts the average in the place of the parameters; what they were is returned.
  std::vector<torch::Tensor> use_average();
  void use(const std::vector<torch::Tensor> &values) { assign(parameters_, values); }

  /// Checkpoint with the average under "average.N", the optimiser under "optimizer.N", the system's
  /// own state under "meta.N" and generated unimodal labels (where defined) under "labels".
  Result<void> save(const std::filesystem::path &folder, int epoch,
                    const torch::Tensor &labels = {}) const;
  /// The number of whole epochs the checkpoint has behind it; `labels` (null: not wanted) is set
  /// where it has any. Errors: as Checkpoint::load; bad_format (another network's).
  Result<int> load(const std::filesystem::path &folder, torch::Tensor *labels = nullptr);

private:
  /// Parameters without fp32 copies, by their place: those that meta steps move.
  StateDict uncopied() const;

  System &system_;
  std::vector<torch::Tensor> parameters_;
  MasterAdamW optimizer_;
  std::vector<torch::Tensor> sources_; ///< fp32 copies where the optimiser has them
  WeightAverage average_;
  bool moves_any_ = false;
};

} // namespace affect
