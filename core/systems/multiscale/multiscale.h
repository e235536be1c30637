#pragma once

#include "systems/layers/blocks.h"
#include "systems/layers/vector_head.h"
#include "systems/layers/word_table.h"
#include "systems/system.h"

namespace affect {

/// Multi-scale cross-modal feature fusion (Liu, Bai, Cheng & Gui, Computer Science 51(9), 2024).
///
/// Local scale: cross-attention between words and regions, in both directions side by side. Global
/// scale: self-attention over [CLS; words; regions] whose word states predict masked words through
/// the text encoder's own language head, added to what the text encoder alone makes of the place.
/// The label comes from [CLS; pooled local words; pooled local regions] and, ours, from heads over
/// the encoders' own vectors of the whole text and the whole image, and a plain reader of these, of
/// the words and of the faces in the picture; their probabilities are averaged. Each reads the pair
/// of the text's and the image's polarity, from which the label follows.
///
/// Beyond the publication: heads for the text and the image alone, and an absent modality is left
/// out of every attention and stands in the fusion as a learned vector.
///
/// Settings: width (128), heads (4), local_layers (2), global_layers (1), dropout (0.3),
/// input_dropout (0.3), smoothing (0.1), unimodal_weight (0.5), pair_weight (0.5), vector_heads
/// (3), vector_width (160), vector_dropout (0.5), plain_share (0.5) of the plain reader in the
/// average, plain_penalty (0.15) on its squares, word_scale (40), vocabulary (0: no plain reader,
/// as in older bundles), faces (0: not read, as in older bundles), face_scale (16; a quarter of it
/// for the heads over the vectors).
class Multiscale : public System {
public:
  explicit Multiscale(const SystemConfig &config);

  SystemOutput forward(const SystemInput &input, bool explain) override;
  torch::Tensor loss(const SystemOutput &output, const SystemLabels &labels) override;
  bool reads_words() const override { return plain_share_ > 0; }
  bool reads_faces() const override { return plain_share_ > 0; }
  bool reads_statistics() const override { return true; }

private:
  torch::Tensor squares_of_heads() const;
  torch::Tensor average_of(const torch::Tensor &members) const;
  torch::Tensor fuse_globally(const layers::LocalBlockImpl::Streams &local,
                              const SystemInput &input);
  torch::Tensor pool(const torch::Tensor &states, const torch::Tensor &mask,
                     const torch::Tensor &has, const torch::Tensor &absent) const;

  double dropout_, input_dropout_, smoothing_, unimodal_weight_, pair_weight_, plain_share_,
      plain_penalty_;
  torch::nn::Linear text_in_{nullptr}, image_in_{nullptr}, language_out_{nullptr};
  torch::nn::Linear hidden_{nullptr}, pair_{nullptr};
  torch::nn::LayerNorm fused_norm_{nullptr};
  torch::nn::Linear text_head_{nullptr}, image_head_{nullptr};
  std::vector<layers::LocalBlock> local_;
  std::vector<layers::GlobalBlock> global_;
  std::vector<layers::VectorHead> vectors_;
  layers::PlainReader plain_{nullptr};
  layers::WordTable text_words_{nullptr}; ///< beside text_head_
  layers::FaceMap image_faces_{nullptr};  ///< beside image_head_
  torch::Tensor places_, cls_, text_kind_, image_kind_, absent_text_, absent_image_;
};

} // namespace affect
