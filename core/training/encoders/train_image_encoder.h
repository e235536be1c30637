#pragma once

#include "base/reporting.h"
#include "training/encoders/image_tuning.h"

#include <filesystem>

namespace affect {

struct ImageEncoderTraining {
  std::filesystem::path start; ///< folder of the EfficientNet-Lite0 weights to start from
  std::filesystem::path root;  ///< an MVSA folder
  std::filesystem::path train; ///< file of the ids whose labels may be read
  std::filesystem::path out;   ///< folder of the encoder
  int first_block = 11;        ///< blocks before this one stay as they are
  ImageTuningOptions tuning;
};

/// Tunes the compact image encoder on the labels of MVSA's images and writes its folder, with
/// curves.csv. Errors: as read_split, load_mvsa, trunk_activations and tune_image_encoder;
/// unreadable (the folder).
Result<void> train_image_encoder(const ImageEncoderTraining &training, const Reporting &reporting);

/// The folder of a tuned encoder, without its classifier, and the curve of its training. Errors:
/// unreadable.
Result<void> write_image_encoder(const std::filesystem::path &folder,
                                 const TunedImageEncoder &tuned);

} // namespace affect
