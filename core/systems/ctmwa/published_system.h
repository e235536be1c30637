#pragma once

#include "systems/ctmwa/published_step.h"
#include "systems/system.h"

#include <memory>

namespace affect {

/// The published CTMWA inside the general training loop, to compare with: every parameter is moved
/// by the published step (meta_step), the loop makes none. Vectors are brought to one length, about
/// that of the CLIP vectors the authors' rates were chosen for; an absent modality is a vector of
/// zeros. Weights shown are the weight nets' own, with the network's class distribution in the true
/// label's place; they do not sum to 1 and gate nothing.
///
/// Settings: embedding, dropout, trans_tit, trans_iti, trans_it, trans_ti, published_rate,
/// inner_rate, weights_rate, weight_decay (all as PublishedOptions, rates three times those for
/// data of this size), length (10), absent (0; 1: translations stand in). Close to the publication
/// with the loop's --drop-modality 0 --average 0.
class PublishedCtmwa : public System {
public:
  explicit PublishedCtmwa(const SystemConfig &config);

  SystemOutput forward(const SystemInput &input, bool explain) override;
  torch::Tensor loss(const SystemOutput &output, const SystemLabels &labels) override;

  bool translates() const override { return stand_in_; }
  bool wants_query() const override { return true; }
  std::vector<torch::Tensor> meta_parameters() const override { return parameters(); }
  void meta_step(const SystemInput &support, const SystemLabels &support_labels,
                 const SystemInput &query, const SystemLabels &query_labels) override;
  std::vector<torch::Tensor> meta_state() override { return trainer().state(); }
  void restore_meta_state(const std::vector<torch::Tensor> &state) override {
    trainer().restore(state);
  }

private:
  ctmwa::PublishedBatch batch_of(const SystemInput &input, const SystemLabels &labels) const;
  torch::Tensor scaled(const torch::Tensor &vector, const torch::Tensor &has) const;
  ctmwa::PublishedTrainer &trainer();

  ctmwa::PublishedOptions options_;
  double length_;
  bool stand_in_;
  ctmwa::Tensors tensors_;
  std::unique_ptr<ctmwa::PublishedTrainer> trainer_; ///< made by the first step
};

} // namespace affect
