#pragma once

#include "systems/ctmwa/tensors.h"

namespace affect::ctmwa {

/// Sizes and rates of the published system; the defaults are those the authors used for
/// MVSA-Multiple.
struct PublishedOptions {
  int64_t text_width = 512;
  int64_t image_width = 512;
  int64_t embedding = 128;
  int64_t classes = 3;
  double dropout = 0.3; ///< of a translation's attention: removes a head of a post
  double trans_tit = 0.5, trans_iti = 0.05, trans_it = 1.0, trans_ti = 0.5;
  double rate = 7e-4;         ///< of the network; never changes
  double inner_rate = 4e-3;   ///< of the virtual step
  double weights_rate = 5e-4; ///< of the weight nets
  double weight_decay = 2e-4;
};

/// Parameters in the authors' order and under their names, weight nets ("txt_w_net", "img_w_net")
/// last.
std::vector<Shape> published_shapes(const PublishedOptions &options);
bool is_weight_net(const std::string &parameter);

/// What a forward pass leaves out or takes from outside.
struct PublishedPass {
  bool training = false;
  Tensors keep; ///< [batch, 2] dropout masks (0 or 1 / (1 − p)) of the four translations; drawn if
                ///< not given
  /// [batch] 1 or 0; undefined: all are there. Where 0 the other modality's translation stands in:
  /// t := img2txt(v) or v := txt2img(t). Not in the published code, which only knows vectors of
  /// zeros.
  torch::Tensor has_text, has_image;
};

/// The published network (github.com/thuiar/CTMWA, 4c9050c) on text [batch, text width] and image
/// [batch, image width]. Results by the authors' names, [batch, …]: t, v; the translations txt_img,
/// img_txt and the cycles txt_img_txt, img_txt_img; fusion_t, fusion_v; logits_m, logits_t,
/// logits_v; under "in." what lies between: txt_img.conv, .fc_v, .dropout for each translation,
/// M.hidden for each two-layer net, txt_neck.out, img_neck.out.
///
/// A vector is a sequence of one step there. So of the convolution's five kernel rows only the
/// middle one meets data, and an attention over one key is the identity: queries, keys and the
/// other rows are parameters (decay moves them) that are not multiplied here.
Tensors published_forward(const Tensors &tensors, const torch::Tensor &text,
                          const torch::Tensor &image, const PublishedPass &pass,
                          const PublishedOptions &options);

/// Weights of the unimodal terms: txt_w_in, txt_w [batch, 1], img_w_in, img_w [batch, 1]. `classes`
/// [batch, classes] is the true label as one-hot.
Tensors published_weights(const Tensors &tensors, const Tensors &forward,
                          const torch::Tensor &classes);

/// Terms of the training loss with their coefficients, and their sum: loss.tit, .iti, .it, .ti,
/// .ce_m, .wce_t, .wce_v, .total; beside them ce_each_m, ce_each_t, ce_each_v [batch].
Tensors published_loss(const Tensors &forward, const Tensors &weights, const torch::Tensor &labels,
                       const PublishedOptions &options);

} // namespace affect::ctmwa
