#pragma once

#include "nn/optimizer.h"
#include "systems/ctmwa/network.h"

#include <memory>

namespace affect {

/// Cross-modal translation with meta-learned modality weights (github.com/thuiar/CTMWA), as we
/// build it; the published form is PublishedCtmwa.
///
/// meta_step: a virtual SGD step of the network on the support batch, graph kept; the query batch's
/// losses under the virtual weights move the weight nets alone. Ours, so that the shown weights
/// mean something: they are normalised over the modalities that are there, gate the fusion, are
/// kept from collapsing by a prior (KL from even weights), and an auxiliary loss teaches them the
/// effect of leaving a modality out: their target is softmax(d / effect_scale), d the drop of the
/// true class's probability in the network's own leave-one-out predictions for query posts. So a
/// weight is the network's estimate of that effect.
///
/// Ours, too: the label is read off a distribution over pairs of polarities (systems/pairs.h), and
/// several members, networks that share nothing, are trained side by side; their probabilities and
/// weights are averaged.
///
/// Settings: members (3), width (128), embedding (64), weights_width (32), dropout (0.4),
/// input_dropout (0.3), smoothing (0.1), pair_weight (0.5), unimodal_weight (0.5),
/// translation_weight (0.3) and within it trans_tit, trans_iti (0.5), trans_it, trans_ti (1);
/// inner_rate (0.05), weights_rate (0.003), weight_prior (0.05), effect_weight (1), effect_scale
/// (0.25), word_scale (40; 0: words are not read by themselves), word_penalty (0.15) on the squares
/// of what they say, vocabulary (0, as in older bundles: none), faces and face_scale (16) likewise,
/// told (0.25: share of posts whose true label a weight net sees in meta_step), turns (3: a member
/// makes the meta step in one of so many steps, the members in turn). To leave parts out: meta,
/// weights, translate, absent (0: a missing modality is left out, 1: its translation stands in);
/// sequence (0; 1: translators read words and regions, whose widths must then be those of the
/// vectors).
class Ctmwa : public System {
public:
  explicit Ctmwa(const SystemConfig &config);

  SystemOutput forward(const SystemInput &input, bool explain) override;
  torch::Tensor loss(const SystemOutput &output, const SystemLabels &labels) override;

  bool translates() const override;
  std::vector<Ablation> ablations() const override;

  bool reads_words() const override { return config().setting("word_scale", 40) > 0; }
  bool reads_faces() const override { return config().setting("face_scale", 16) > 0; }
  bool reads_statistics() const override { return !network_.options().sequence; }
  bool wants_query() const override { return meta_; }
  std::vector<torch::Tensor> meta_parameters() const override;
  void meta_step(const SystemInput &support, const SystemLabels &support_labels,
                 const SystemInput &query, const SystemLabels &query_labels) override;
  std::vector<torch::Tensor> meta_state() override;
  void restore_meta_state(const std::vector<torch::Tensor> &state) override;

private:
  struct Member {
    ctmwa::Tensors backbone, weight_nets;
    std::unique_ptr<MasterAdamW> optimizer; ///< of the weight nets; made by the first step
  };

  SystemOutput output_of(const std::vector<ctmwa::NetworkOutput> &seen, bool training) const;
  torch::Tensor revealed_labels(const torch::Tensor &joint) const;
  torch::Tensor effect_loss(const ctmwa::Tensors &backbone, const ctmwa::Tensors &weight_nets,
                            const SystemInput &query, const SystemLabels &labels) const;
  void meta_step_of(Member &member, const SystemInput &support, const SystemLabels &support_labels,
                    const SystemInput &query, const SystemLabels &query_labels);
  MasterAdamW &optimizer_of(Member &member) const;

  ctmwa::Network network_; ///< what all members compute, each with tensors of its own
  bool meta_;
  double smoothing_, pair_weight_, unimodal_weight_, translation_weight_, word_penalty_;
  double inner_rate_, weights_rate_, prior_, effect_weight_, effect_scale_, reveal_share_;
  int64_t turns_, turn_ = 0;
  std::vector<Member> members_;
};

/// Ctmwa, or PublishedCtmwa with the setting published=1.
std::shared_ptr<System> make_ctmwa(const SystemConfig &config);

} // namespace affect
