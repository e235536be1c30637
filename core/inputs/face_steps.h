#pragma once

#include "base/cancel.h"
#include "features/face_encoder.h"
#include "media/faces.h"
#include "sources/post.h"

#include <torch/torch.h>

#include <vector>

namespace affect {

/// A face that was found: in a picture, or followed over a clip's frames.
struct FollowedFace {
  struct Place {
    double time = 0; ///< of the frame, seconds from the clip's start; 0 in a picture
    FaceBox box;
  };
  std::vector<Place> places; ///< one a frame it is seen in
  bool read = false;         ///< its expression is read: the largest
};

/// The faces of a post, and the one that is read cut out.
struct FaceCrops {
  std::vector<FollowedFace> faces; ///< the one that is read first
  std::vector<FaceCrop> crops;     ///< of the one that is read, in the order of time
  std::vector<double> times;       ///< of these, seconds; empty for a picture
};

/// The face of a post over time. Nothing is undefined but `vectors` and `expressions` where no face
/// was found.
struct FaceSteps {
  torch::Tensor vectors; ///< [steps, width]
  std::vector<double> times;
  torch::Tensor expressions; ///< [classes] mean probabilities of the face that is read
  std::vector<FollowedFace> faces;
};

/// The face of the post's picture, or the one that is followed over its clip's frames; what it
/// shows in frames where it is not found is not guessed. Errors: those of the finder, cancelled.
Result<FaceCrops> follow_face(const Post &post, FaceFinder &finder, const CancelToken &cancel);

/// What the encoder makes of these crops, in one call: a post's vectors do not depend on the posts
/// beside it. Errors: those of the encoder.
Result<FaceSteps> encode_face(const FaceCrops &found, const FaceEncoder &encoder);

} // namespace affect
