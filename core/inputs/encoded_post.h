#pragma once

#include "features/audio_encoder.h"
#include "features/picture_faces.h"
#include "features/text_encoder.h"
#include "inputs/collate.h"
#include "inputs/face_steps.h"
#include "inputs/input_plan.h"

#include <optional>
#include <vector>

namespace affect {

/// What the image encoder makes of a post's picture or of a clip's frames, in the order of time.
struct EncodedPictures {
  torch::Tensor regions;     ///< [pictures, regions, width]
  torch::Tensor vectors;     ///< [pictures, vector width]
  std::vector<double> times; ///< of a clip's frames, seconds; empty for a picture
  int width = 0, height = 0; ///< of the picture or a frame before it was resized, pixels
};

/// What the encoders make of one post; what the post lacks, or the plan does not read, is empty.
struct EncodedPost {
  std::optional<TextFeatures> text;
  std::optional<EncodedPictures> pictures;
  std::optional<PictureFaces> picture_faces;
  std::optional<FaceSteps> face;
  std::optional<AudioFeatures> sound;
  bool of_clip = false;

  const std::vector<double> &frame_times() const; ///< of the frames or of the face's steps
};

/// What a system is given of a post.
PostTensors tensors_of(const EncodedPost &post, Sight sight);
/// The same for a post whose parts are encoded one after another: what `post` lacks stays as it is.
void fill_tensors(const EncodedPost &post, Sight sight, PostTensors &tensors);

/// Whether these hold anything to read.
bool sees_anything(const PostTensors &tensors); ///< a picture, frames or steps
bool is_empty(const PostTensors &tensors);      ///< nor words nor sound

} // namespace affect
