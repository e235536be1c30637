#pragma once

#include "features/word_bag.h"
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
  /// Over time, for systems that read steps. Without `video` the frames' vectors are it, or the image's one.
  torch::Tensor video{}; ///< [steps, video width]
  torch::Tensor audio{}; ///< [steps, audio width]
  WordBag words{};       ///< of the text, for systems that read words by themselves
  torch::Tensor faces{}; ///< [SystemConfig::faces()] of the picture, for systems that read faces
  int64_t asked = -1;    ///< the step the label speaks of, where steps are its context
};

/// Pads posts into a batch, fp32. The configuration gives the widths of what is absent in every post. The batch has
/// frames where one of its posts has; a post's image then is its one frame. It has steps where the configuration has
/// widths for them, and `asked` where a post says which step its label speaks of, words where the configuration
/// has a vocabulary, and faces where it has numbers for them. Texts have at least `tokens` places.
SystemInput collate(const std::vector<PostTensors> &posts, const SystemConfig &config, int64_t tokens = 1);

} // namespace affect
