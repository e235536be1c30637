#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "nn/efficientnet.h"
#include "nn/state.h"

#include <cstdint>
#include <functional>

namespace affect {

/// What EfficientNet-Lite0's frozen first blocks make of many pictures, as they are and mirrored:
/// computed once, so that an epoch over the blocks behind takes seconds.
struct TrunkActivations {
  int first_block = 0;    ///< the block they go into
  torch::Tensor plain;    ///< [N, C, H, W], bf16
  torch::Tensor mirrored; ///< likewise, of the pictures mirrored left to right
};

/// Gives the `index`-th picture as the encoder wants it: [3, H, W], fp32 (image_tensor() of
/// core/features).
using PictureSource = std::function<Result<torch::Tensor>(std::int64_t index)>;

/// Runs `count` pictures through the blocks before `first_block`. Errors: those of `pictures`,
/// bad_format (the weights do not fit), cancelled.
Result<TrunkActivations> trunk_activations(const StateDict &start, std::int64_t count,
                                           const PictureSource &pictures, int first_block,
                                           const ProgressFn &progress = {},
                                           const CancelToken &cancel = {});

} // namespace affect
