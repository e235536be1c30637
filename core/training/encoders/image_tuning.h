#pragma once

#include "training/encoders/image_trunk.h"

#include <cstdint>
#include <vector>

namespace affect {

/// What is known of one picture: classes 0 negative, 1 neutral, 2 positive; -1 not known.
struct ImageTarget {
  std::int64_t picture = 0; ///< row of TrunkActivations
  int image = -1;           ///< human label of the picture alone
  int joint = -1;           ///< label of the post it comes from
};

struct ImageTuningOptions {
  std::uint64_t seed = 1;
  int epochs = 3;
  int batch_size = 32;
  double rate = 3e-4;      ///< peak learning rate of the blocks
  double head_rate = 3e-3; ///< of the classifiers, which start from nothing
  double weight_decay = 0.05;
  double label_smoothing = 0.1;
  double dropout = 0.2;        ///< before the classifiers
  double drop_path = 0.1;      ///< of the last block; see EfficientNetLite0Impl::set_drop_path
  double image_weight = 1;     ///< of the picture's own label in the loss
  double joint_weight = 1;     ///< of the post's label
  double average_decay = 0.99; ///< of the running average of the weights that is returned
};

/// One epoch of a tuning run.
struct ImageTuningEpoch {
  int epoch = 0;
  double loss = 0;     ///< mean over the epoch, with smoothing and regularisation
  double accuracy = 0; ///< of the picture's own label on the training pictures as they were seen;
                       ///< NaN where none is known
  double seconds = 0;
};

struct TunedImageEncoder {
  /// The whole encoder under EfficientNetLite0's names; `_fc` [3, 1280] is the classifier of the
  /// picture's own sentiment.
  StateDict state;
  std::vector<ImageTuningEpoch> curve;
};

/// Tunes the blocks from trunk.first_block on, and the head, on labelled pictures; the blocks
/// before stay as they are. The same seed gives the same weights on the same machine and number of
/// threads. Errors: usage (no labelled picture, a row or class that does not exist), bad_format
/// (the weights do not fit), cancelled, internal (the loss is not finite any more).
Result<TunedImageEncoder> tune_image_encoder(const StateDict &start, const TrunkActivations &trunk,
                                             const std::vector<ImageTarget> &targets,
                                             const ImageTuningOptions &options = {},
                                             const ProgressFn &progress = {},
                                             const CancelToken &cancel = {});

} // namespace affect
