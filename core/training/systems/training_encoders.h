#pragma once

#include "features/audio_encoder.h"
#include "features/face_encoder.h"
#include "features/image_encoder.h"
#include "features/picture_faces.h"
#include "features/text_encoder.h"
#include "systems/system.h"
#include "training/systems/training_data.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace affect {

struct LoadedBundle;

/// Encoders by folder or installed id, and how they compute.
struct EncoderChoice {
  std::filesystem::path text = "compact-text", image = "compact-image";
  std::filesystem::path audio = "compact-audio"; ///< of clips alone, where the system reads steps
  /// Likewise, and of pictures, where the system reads the faces in them.
  std::filesystem::path face = "compact-face";
  std::string precision = "fp32"; ///< or bf16
  std::string device = "auto";
};

struct OpenEncoders {
  std::unique_ptr<TextEncoder> text;
  std::unique_ptr<ImageEncoder> image;
  std::unique_ptr<AudioEncoder> audio; ///< null: the data set has no sound that is read
  std::shared_ptr<FaceEncoder> face;   ///< null: nor faces
  /// Null: faces in pictures are not read; else `face` is its encoder.
  std::shared_ptr<PictureFaceReader> picture_faces;
  Sight sight = Sight::still; ///< what the system is given of pictures and clips

  EncoderPointers pointers() const {
    return {text.get(), image.get(), audio.get(), face.get(), picture_faces.get(), sight};
  }
};

/// Those that the system needs for the data. Errors: as TextEncoder::open and its like; those of
/// the data's list.
Result<OpenEncoders> open_encoders(const EncoderChoice &choice, const TrainingData &data,
                                   const std::string &system);

/// Those of a loaded bundle, and what its system is given.
EncoderPointers encoders_of(const LoadedBundle &bundle);

/// Fills in the widths and settings of a system's configuration that encoders and data set decide;
/// settings that are there stay. Errors: as the data set's loader.
Result<void> fit_to_data(const TrainingData &data, const OpenEncoders &encoders,
                         SystemConfig &config);

} // namespace affect
