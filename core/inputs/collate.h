#pragma once

#include "features/word_bag.h"
#include "systems/system.h"

#include <torch/torch.h>

#include <vector>

namespace affect {

/// One post's features; an absent modality's tensors are undefined.
struct PostTensors {
  torch::Tensor text;         ///< [tokens, text width]
  torch::Tensor text_vector;  ///< [text vector width] the encoder's own
  torch::Tensor image;        ///< [regions, image width]
  torch::Tensor image_vector; ///< [image vector width]
  /// Of a clip, in the order of time; the image is then the one frame that stands for it where
  /// frames are not read.
  torch::Tensor frames{};        ///< [frames, regions, image width]
  torch::Tensor frame_vectors{}; ///< [frames, image vector width]
  /// Over time, for systems that read steps. Without `video` the frames' vectors are it, or the
  /// image's one.
  torch::Tensor video{}; ///< [steps, video width]
  torch::Tensor audio{}; ///< [steps, audio width]
  WordBag words{};       ///< of the text, for systems that read words by themselves
  torch::Tensor faces{}; ///< [SystemConfig::faces()] of the picture, for systems that read faces
  int64_t asked = -1;    ///< the step the label speaks of, where steps are its context
};

/// What is read of whole texts where SystemConfig::text_statistics(): the encoder's own vectors
/// [batch, vector width] and, behind them, the standard deviation and the maximum of the states
/// [batch, tokens, width] of their tokens (mask [batch, tokens]); each of the three brought to mean
/// 0 and variance 1. The mean of all states blurs what a single word says; these two keep it
/// (statistics pooling: Snyder et al. 2017, of sound). [batch, vector width + 2 width],
/// differentiable.
torch::Tensor with_statistics(const torch::Tensor &vectors, const torch::Tensor &states,
                              const torch::Tensor &mask);

/// Of one post, by itself, since what is read of a text must not depend on the texts beside it:
/// with_statistics() or, where that is not read, the encoder's own vector. fp32.
torch::Tensor whole_text(const PostTensors &post, bool statistics);

/// Pads posts into a batch, fp32. The configuration gives the widths of what is absent in every
/// post. The batch has frames where one of its posts has; a post's image then is its one frame. It
/// has steps where the configuration has widths for them, and `asked` where a post says which step
/// its label speaks of, words where the configuration has a vocabulary, and faces where it has
/// numbers for them. Texts have at least `tokens` places.
SystemInput collate(const std::vector<PostTensors> &posts, const SystemConfig &config,
                    int64_t tokens = 1);

} // namespace affect
