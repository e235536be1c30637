#pragma once

#include "systems/multiscale/blocks.h"
#include "systems/system.h"

namespace affect::multiscale {

/// Sizes of a member, from the system's settings.
struct MemberSizes {
  int64_t text_width = 0, image_width = 0, text_vector_width = 0, image_vector_width = 0, regions = 0;
  int64_t width = 128, heads = 4;
  int local_layers = 2, global_layers = 1;
  double dropout = 0.4, input_dropout = 0.4;
};

/// What a member says of a batch.
struct MemberOutput {
  torch::Tensor pairs;  ///< [batch, 9] logits of every pair of a text's and an image's polarity, text first
  torch::Tensor places; ///< [batch, tokens, text width] added to the text encoder's states before its language head
  std::vector<torch::Tensor> word_to_region, region_to_word; ///< as in SystemOutput, only where asked for
};

/// One whole two-scale network: local cross-attention, global self-attention, fusion. A system is made of several that
/// differ in their random start and in what dropout showed them.
class MemberImpl : public torch::nn::Module {
public:
  explicit MemberImpl(const MemberSizes &sizes);

  /// `input`'s states and vectors are standardised already.
  MemberOutput forward(const SystemInput &input, bool explain);

private:
  torch::Tensor fuse_globally(const LocalBlockImpl::Streams &local, const SystemInput &input);

  MemberSizes sizes_;
  torch::nn::Linear text_in_{nullptr}, image_in_{nullptr}, text_vector_in_{nullptr}, image_vector_in_{nullptr};
  torch::nn::Linear language_out_{nullptr}, hidden_{nullptr}, pair_{nullptr};
  torch::nn::LayerNorm fused_norm_{nullptr};
  std::vector<LocalBlock> local_;
  std::vector<GlobalBlock> global_;
  torch::Tensor places_, cls_, text_kind_, image_kind_;
  torch::Tensor absent_text_, absent_image_, absent_text_vector_, absent_image_vector_;
};
TORCH_MODULE(Member);

} // namespace affect::multiscale
