#pragma once

#include "systems/system.h"

namespace affect::layers {

struct VectorHeadSizes {
  int64_t text = 0;  ///< width of the vector of a whole text
  int64_t image = 0; ///< and of a whole image
  int64_t width = 0;
  double dropout = 0, input_dropout = 0;
  int64_t faces = 0; ///< numbers about faces, read with the image; 0: not read
  double face_scale = 0;
};

/// Reads a post off the vectors that the encoders give of its whole text and its whole image: a
/// layer each, joined by another. Ours: what the encoders say of the whole counts more than what a
/// small network makes of words and regions where posts to learn from are few. An absent modality
/// stands as a learned vector.
class VectorHeadImpl : public torch::nn::Module {
public:
  explicit VectorHeadImpl(const VectorHeadSizes &sizes);

  /// Vectors of input (not standardised) → logits of pairs [batch, 9].
  torch::Tensor forward(const SystemInput &input);

private:
  VectorHeadSizes sizes_;
  torch::nn::Linear text_in_{nullptr}, image_in_{nullptr}, faces_in_{nullptr}, hidden_{nullptr},
      pair_{nullptr};
  torch::Tensor absent_text_, absent_image_;
};
TORCH_MODULE(VectorHead);

} // namespace affect::layers
