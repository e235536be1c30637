#pragma once

#include "systems/ctmwa/published_net.h"

namespace affect::ctmwa {

/// Posts of one step. Labels [batch] int64; the unimodal ones are only used in a query batch.
struct PublishedBatch {
  torch::Tensor text, image;
  torch::Tensor joint, text_label, image_label;
};

/// What a step computed, detached. Phases hold everything of the forward passes, weights and losses
/// by their names.
struct PublishedTrace {
  Tensors support; ///< (a) forward of the support batch
  Tensors query;   ///< (b) forward of the query batch under the virtual weights
  Tensors real; ///< (c) forward of the support batch again, with the weight nets after their step
  Tensors virtual_grad; ///< of the support loss
  Tensors fast;         ///< virtual weights
  Tensors weights_grad; ///< of the query loss, for the weight nets, without decay
  Tensors grad;         ///< of the real loss
  Tensors clipped;
  Tensors norms; ///< of each module's gradient before clipping
};

/// The published training step: (a) a plain virtual step on the support batch whose graph is kept;
/// (b) the query batch's unweighted cross entropies under the virtual weights move the weight nets
/// (Adam, β 0.5 and 0.999, decay as L2 in the gradient); (c) the support batch once more, fresh
/// dropout, the new weights as constants: gradients clipped at norm 2 in each module, SGD with
/// momentum 0.9, decay added after clipping. The rates never change.
class PublishedTrainer {
public:
  /// Moves `parameters` (published_shapes) in place.
  PublishedTrainer(PublishedOptions options, Tensors parameters);

  PublishedTrace step(const PublishedBatch &support, const PublishedBatch &query);

  const Tensors &first_moments() const { return first_; }
  const Tensors &second_moments() const { return second_; }
  const Tensors &momentum() const { return momentum_; }

  /// Everything beside the parameters that is needed to go on after an interruption.
  std::vector<torch::Tensor> state() const;
  /// Throws c10::Error where the state does not fit.
  void restore(const std::vector<torch::Tensor> &state);

private:
  Tensors forward(const Tensors &backbone, const PublishedBatch &batch) const;
  torch::Tensor virtual_step(const PublishedBatch &support, const PublishedBatch &query,
                             const Tensors &backbone, const Tensors &weight_nets,
                             PublishedTrace &trace) const;
  void move_weight_nets(const Tensors &gradients);
  void move_backbone(const Tensors &gradients, PublishedTrace &trace);

  PublishedOptions options_;
  Tensors backbone_, weight_nets_;
  Tensors first_, second_, momentum_; ///< zero until the first step
  int64_t steps_ = 0;
};

} // namespace affect::ctmwa
