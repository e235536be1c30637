#pragma once

#include "corpus/post_features.h"
#include "features/audio_encoder.h"
#include "features/face_encoder.h"

namespace affect {

/// What a system is given of a post's picture or clip.
enum class Sight {
  none,   ///< nothing
  still,  ///< one picture: the post's, or the frame that stands for its clip
  frames, ///< the sampled frames of a clip, a picture as the only one
  steps,  ///< the vectors of these frames over time
  faces,  ///< the vectors of the face over time
};

/// Encoders that someone else owns.
struct ClipEncoders {
  TextEncoder *text = nullptr;
  ImageEncoder *image = nullptr; ///< of still, frames and steps
  FaceEncoder *faces = nullptr;  ///< of faces
  AudioEncoder *audio = nullptr; ///< null: sound is not listened to
  PictureFaceReader *picture_faces =
      nullptr; ///< of still and frames, for systems that read the faces in a picture
};

/// Features of posts of any kind, clips too, as a reading makes them of the same files
/// (analysis/steps.h); from the cache where it has them, by the file's content and the encoder. A
/// clip without sound, voice, face or picture, and a post without words, lack that modality; what
/// cannot be read, or has nothing that the system reads, is told of in `errors` and left out.
/// Degrees are divided by the set's scale. Where a post has no words, none has masked copies: the
/// training loop asks any post for one.
///
/// Errors: cancelled; not_found (no cascades to find faces with); usage (blocks of encoders are to
/// be tuned: that is for posts of one picture, see extract_features); where no post could be read,
/// what the first one says.
Result<FeatureSet> clip_features(const LabelledSet &set, Sight sight, const ClipEncoders &encoders,
                                 const FeatureCache &cache, const FeatureOptions &options,
                                 const ProgressFn &progress, const CancelToken &cancel);

} // namespace affect
