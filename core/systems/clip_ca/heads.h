#pragma once

#include "systems/clip_ca/cross_attention.h"

namespace affect::clip_ca {

struct ModalityHeadsSizes {
  int64_t text = 0, image = 0; ///< widths of the vectors of a whole text and of a whole clip
  int64_t seen = 0;            ///< width of what cross-attention gives of each
  int64_t width = 0;
  double dropout = 0, input_dropout = 0;
};

struct ModalityHeadsOutput {
  torch::Tensor pairs; ///< [batch, 9] of text's and image's polarity (systems/pairs.h)
  torch::Tensor text_logits, image_logits; ///< [batch, 3]
  torch::Tensor log_variance;              ///< [batch, 3] s = log σ² of text, image, both
  torch::Tensor weights;                   ///< [batch, 2] softmax(−s) over what is there
};

/// Three heads over one post: text, visual and both. Each also estimates its uncertainty, s = log
/// σ², from its own features and class distribution (detached, so that a head's answer is not bent
/// to look certain) on top of a learned bias. The head of both reads [n·w_t·(text; words that
/// attended to regions); n·w_v·(image; regions that attended to words)], n the number of modalities
/// present and w = softmax(−s) over them; an absent modality has w = 0.
class ModalityHeadsImpl : public torch::nn::Module {
public:
  explicit ModalityHeadsImpl(const ModalityHeadsSizes &sizes);

  struct Post {
    torch::Tensor text, image;         ///< [batch, vector width], standardised
    torch::Tensor has_text, has_image; ///< [batch]
  };
  /// `even`: s is 0, so that the weights are even.
  ModalityHeadsOutput forward(const Post &post, const AttendedFeatures &seen, bool even);

private:
  torch::Tensor log_variance_of(torch::nn::Sequential &net, const torch::Tensor &features,
                                const std::vector<torch::Tensor> &logits);

  ModalityHeadsSizes sizes_;
  torch::nn::Linear text_in_{nullptr}, image_in_{nullptr}, text_head_{nullptr},
      image_head_{nullptr};
  torch::nn::Linear hidden_{nullptr}, pair_{nullptr};
  torch::nn::Sequential text_log_variance_{nullptr}, image_log_variance_{nullptr},
      log_variance_{nullptr};
};
TORCH_MODULE(ModalityHeads);

} // namespace affect::clip_ca
