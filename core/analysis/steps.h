#pragma once

#include "analysis/reading.h"
#include "base/cancel.h"
#include "features/audio_encoder.h"
#include "features/face_encoder.h"
#include "media/faces.h"
#include "sources/post.h"

#include <torch/torch.h>

#include <optional>
#include <vector>

/// What is seen and heard of a post over time; for the .cpp files of analysis and training alone,
/// so that a system is trained on what it is given when it reads.
namespace affect {

/// The vectors of a picture's or clip's face, where one was found, and when. Undefined: nowhere.
struct SeenFaces {
  torch::Tensor vectors; ///< [steps, width]
  std::vector<double> times;
  std::vector<SeenFace> all; ///< those that were not read, too
};

/// The face of the post's picture, or the one that is followed over its clip's frames; what it
/// shows in frames where it is not found is not guessed. Errors: those of finder and encoder,
/// cancelled.
Result<SeenFaces> see_faces(const Post &post, FaceFinder &finder, const FaceEncoder &encoder,
                            const CancelToken &cancel);

/// The sound of the post's clip; nothing where it has none or no voice is in it. Errors: as
/// AudioReader, cancelled.
Result<std::optional<AudioFeatures>> hear(const Post &post, AudioEncoder &encoder,
                                          const CancelToken &cancel);

} // namespace affect
