#pragma once

#include "systems/clip_ca/sight.h"

namespace affect::clip_ca {

struct ReaderSizes {
  int64_t text = 0, image = 0; ///< widths of the vectors of a whole text and of a whole clip
  int64_t seen = 0;            ///< width of what cross-attention gives of each
  int64_t width = 0;
  double dropout = 0, input_dropout = 0;
};

struct ReaderOutput {
  torch::Tensor pairs; ///< [batch, 9] of text's and image's polarity (systems/pairs.h)
  torch::Tensor text_logits, image_logits; ///< [batch, 3]
  torch::Tensor doubt;                     ///< [batch, 3] s = log σ² of text, image, both
  torch::Tensor weights;                   ///< [batch, 2] softmax(−s) over what is there
};

/// Three heads over one post: text, visual and both. Each says how sure it is, too, by s = log σ²,
/// read off its own features and class distribution (detached: what a head says is not bent to look
/// sure) on top of a bias that the task learns. What both say is read off [n·w_t·(text; words that
/// saw regions); n·w_v·(image; regions that saw words)], n the number of modalities that are there
/// and w = softmax(−s) over them; a modality that is absent has w = 0.
class ReaderImpl : public torch::nn::Module {
public:
  explicit ReaderImpl(const ReaderSizes &sizes);

  struct Post {
    torch::Tensor text, image;         ///< [batch, vector width], standardised
    torch::Tensor has_text, has_image; ///< [batch]
  };
  /// `even`: s is 0, so that the weights are even.
  ReaderOutput forward(const Post &post, const Seen &seen, bool even);

private:
  torch::Tensor doubt_of(torch::nn::Sequential &net, const torch::Tensor &features,
                         const std::vector<torch::Tensor> &logits);

  ReaderSizes sizes_;
  torch::nn::Linear text_in_{nullptr}, image_in_{nullptr}, text_head_{nullptr},
      image_head_{nullptr};
  torch::nn::Linear hidden_{nullptr}, pair_{nullptr};
  torch::nn::Sequential text_doubt_{nullptr}, image_doubt_{nullptr}, doubt_{nullptr};
};
TORCH_MODULE(Reader);

} // namespace affect::clip_ca
