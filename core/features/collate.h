#pragma once

#include "systems/system.h"

#include <torch/torch.h>

#include <vector>

namespace affect {

/// One post's features; an absent modality's tensors are undefined.
struct PostTensors {
  torch::Tensor text;         ///< [tokens, text width]
  torch::Tensor text_vector;  ///< [text vector width]
  torch::Tensor image;        ///< [regions, image width]
  torch::Tensor image_vector; ///< [image vector width]
  /// Of a clip, in the order of time; the image is then the one frame that stands for it where frames are not read.
  torch::Tensor frames{};        ///< [frames, regions, image width]
  torch::Tensor frame_vectors{}; ///< [frames, image vector width]
};

/// Pads posts into a batch, fp32. The configuration gives the widths of what is absent in every post. The batch has
/// frames where one of its posts has; a post's image then is its one frame. Texts have at least `tokens` places.
SystemInput collate(const std::vector<PostTensors> &posts, const SystemConfig &config, int64_t tokens = 1);

} // namespace affect
