#pragma once

#include "systems/multiscale/member.h"
#include "systems/system.h"

namespace affect {

/// Multi-scale cross-modal feature fusion (Liu, Bai, Cheng & Gui, Computer Science 51(9), 2024).
///
/// Local scale: cross-attention between words and regions, in both directions side by side. Global scale: self-attention
/// over [CLS; words; regions] whose word states predict masked words through the text encoder's own language head, added to
/// what the text encoder alone makes of the place. The label comes from [CLS; pooled local words; pooled local regions;
/// the encoders' own vectors].
///
/// Beyond the publication: several members (independent networks trained side by side) whose probabilities are averaged;
/// the label is read off a distribution over pairs of a text's and an image's polarity, so that both human unimodal labels
/// teach the fusion and a pair of opposites counts for nothing; heads for the text and the image alone; an absent modality
/// is left out of every attention and stands in the fusion as a learned vector.
///
/// Settings: members (3), width (128), heads (4), local_layers (2), global_layers (1), dropout (0.4), input_dropout (0.4),
/// smoothing (0.1), pair_weight (0.5), unimodal_weight (0.5). The attention shown has members · heads heads a layer.
class Multiscale : public System {
public:
  explicit Multiscale(const SystemConfig &config);

  SystemOutput forward(const SystemInput &input, bool explain) override;
  torch::Tensor loss(const SystemOutput &output, const SystemLabels &labels) override;

private:
  double input_dropout_, smoothing_, pair_weight_, unimodal_weight_;
  std::vector<multiscale::Member> members_;
  torch::nn::Linear text_head_{nullptr}, image_head_{nullptr};
};

} // namespace affect
