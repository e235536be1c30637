#pragma once

#include "systems/layers/blocks.h"
#include "systems/system.h"

namespace affect::clip_ca {

/// The frames of a batch; a picture is a clip of one.
struct Frames {
  torch::Tensor regions; ///< [batch, frames, regions, image width]
  torch::Tensor vectors; ///< [batch, frames, image vector width]
  torch::Tensor mask;    ///< [batch, frames] 1 where a frame stands and the image is there
};

Frames frames_of(const SystemInput &input);

/// Where each frame stands in its clip, from frames evenly spread over it: [batch, frames, 6],
/// sin(jπr) and 1 − cos(jπr) for j = 1, 2, 3, r from −½ to ½. All zeros for a still. So what reads
/// these learns nothing from stills, and where it starts at zero it stays there: a network that has
/// only seen stills reads a clip as a bag of frames instead of reading their order by parameters
/// that no data has touched.
torch::Tensor frame_times(const torch::Tensor &mask);

/// The vectors of whole clips [batch, image vector width], standardised: the frames' standardised
/// vectors weighed by a learned score. It starts at zero, which is their plain mean, and stills
/// teach it nothing. Zeros without a frame.
class FramePoolImpl : public torch::nn::Module {
public:
  explicit FramePoolImpl(int64_t vector_width);
  torch::Tensor forward(const Frames &frames);

private:
  torch::nn::Linear score_{nullptr}, time_{nullptr};
};
TORCH_MODULE(FramePool);

struct CrossAttentionSizes {
  int64_t text = 0, image = 0,
          regions = 0; ///< widths of a token and of a region, regions of a frame
  int64_t width = 0, heads = 0, layers = 0;
  double dropout = 0, input_dropout = 0;
};

/// Words and frames after they attended to each other.
struct AttendedFeatures {
  torch::Tensor text, image; ///< [batch, width] means of the words and of all frames' regions
  std::vector<torch::Tensor> word_to_region, region_to_word;
};

/// Cross-attention in both directions between the words and the regions of all frames. An absent
/// modality gets no attention.
class CrossAttentionImpl : public torch::nn::Module {
public:
  explicit CrossAttentionImpl(const CrossAttentionSizes &sizes);

  AttendedFeatures forward(const SystemInput &input, const Frames &frames, bool explain);
  /// Zeros, in its place if it is left out.
  AttendedFeatures zeros(const SystemInput &input) const;

private:
  CrossAttentionSizes sizes_;
  torch::nn::Linear text_in_{nullptr}, image_in_{nullptr}, time_{nullptr};
  torch::Tensor positions_;
  std::vector<layers::LocalBlock> blocks_;
};
TORCH_MODULE(CrossAttention);

} // namespace affect::clip_ca
