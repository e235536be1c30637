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
};

/// Pads posts into a batch, fp32. The configuration gives the widths of what is absent in every post.
SystemInput collate(const std::vector<PostTensors> &posts, const SystemConfig &config);

} // namespace affect
