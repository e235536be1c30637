#pragma once

#include "systems/clip_ca/heads.h"
#include "systems/system.h"

namespace affect {

/// CLIP-CA-MSA (Chen, Lai, Xiao, Liao & Chen, Journal of Zhengzhou University (Engineering Science)
/// 45(2), 2024), as we build it from its abstract and the methods it names: frames and words
/// of CLIP's towers (or any others), cross-attention in both directions, three heads (text, visual,
/// both), and an uncertainty loss that fuses features.
///
/// Loss: Σ over the heads of exp(−s)·L + s/2 (Kendall, Gal & Cipolla, CVPR 2018), L a head's cross
/// entropy for a post and s = log σ² the head's output for it; the terms of the posts are
/// multiplied by exp(β·s), detached (Seitzer et al., ICLR 2022). With β = 0, Kendall's own loss,
/// easy posts dominate the gradient and the network gains by being uncertain; with β = 1, the
/// default, heads learn as with plain cross entropy and σ² is twice the loss they expect. A head of
/// an absent modality has no term.
///
/// Also ours: the label is derived from pairs of polarities (systems/pairs.h), and several members
/// share the cross-attention; their probabilities, σ² and weights are averaged. Frames other than
/// the one of a still are read by parameters that stills leave at zero
/// (clip_ca/cross_attention.h).
///
/// Settings: members (3), width (64), heads (4), layers (1), vector_width (160), dropout (0.3),
/// input_dropout (0.3), vector_dropout (0.5), smoothing (0.1), pair_weight (0.5), unimodal_weight
/// (1), beta (1). Parts: cross-attention, uncertainty, text, image.
class ClipCa : public System {
public:
  explicit ClipCa(const SystemConfig &config);

  SystemOutput forward(const SystemInput &input, bool explain) override;
  torch::Tensor loss(const SystemOutput &output, const SystemLabels &labels) override;

  bool reads_frames() const override { return true; }
  bool reads_statistics() const override { return true; }
  std::vector<std::string> parts() const override {
    return {"cross-attention", "uncertainty", "text", "image"};
  }
  std::vector<Ablation> ablations() const override;

private:
  torch::Tensor head_loss(const torch::Tensor &logits, const torch::Tensor &labels,
                          const torch::Tensor &log_variance, const torch::Tensor &present) const;

  bool attends_, uncertain_;
  double smoothing_, pair_weight_, unimodal_weight_, beta_;
  clip_ca::FramePool frames_{nullptr};
  clip_ca::CrossAttention cross_attention_{nullptr};
  std::vector<clip_ca::ModalityHeads> members_;
};

} // namespace affect
