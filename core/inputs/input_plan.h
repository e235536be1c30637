#pragma once

#include "features/audio_encoder.h"
#include "features/face_encoder.h"
#include "features/image_encoder.h"
#include "features/picture_faces.h"
#include "features/text_encoder.h"
#include "systems/system.h"

namespace affect {

/// What a system is given of a post's picture or clip.
enum class Sight {
  none,   ///< nothing
  still,  ///< one picture: the post's, or the frame that stands for its clip
  frames, ///< the sampled frames of a clip, a picture as the only one
  steps,  ///< the vectors of these frames over time
  faces,  ///< the vectors of the face over time
};

/// Where the steps over time come from that a system reads.
enum class StepSource {
  frames, ///< the frames' vectors
  faces,  ///< the face that is followed over the frames
  given,  ///< a data set's own features, which cannot be made of a file
};

/// Encoders that someone else owns; null: there is none.
struct InputEncoders {
  TextEncoder *text = nullptr;
  ImageEncoder *image = nullptr;              ///< of Sight still, frames and steps
  FaceEncoder *faces = nullptr;               ///< of Sight::faces
  AudioEncoder *audio = nullptr;              ///< null: sound is not read
  PictureFaceReader *picture_faces = nullptr; ///< null: the faces in a picture are not read
};

/// What of a post is encoded for a system.
struct InputPlan {
  bool text = true;
  Sight sight = Sight::still;
  bool picture_faces = false; ///< numbers about the faces in the still
  bool sound = false;
  /// A clip's frames are encoded one by one, so that whoever waits can stop in between.
  bool frame_by_frame = false;

  /// Whether the image encoder sees the picture or the frames.
  bool sees_pictures() const { return sight != Sight::none && sight != Sight::faces; }
  /// Whether a post is more to the system than a text and a picture or frames: steps over time,
  /// made or given.
  bool over_time() const {
    return sound || sight == Sight::none || sight == Sight::steps || sight == Sight::faces;
  }
  /// Whether all sampled frames of a clip are encoded, not just the still.
  bool sees_all_frames() const { return sight == Sight::frames || sight == Sight::steps; }
};

/// The plan of a system that has these encoders.
InputPlan plan_inputs(const System &system, StepSource steps, const InputEncoders &encoders);

} // namespace affect
