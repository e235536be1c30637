#pragma once

#include "inputs/encoded_post.h"

#include <functional>
#include <optional>

namespace affect {

/// Where the features of one post's parts are kept: each call gives what is kept or else what
/// `make` makes, which may be nothing. This one keeps nothing.
class InputCache {
public:
  template <typename Features> using Made = Result<std::optional<Features>>;
  template <typename Features> using Make = std::function<Made<Features>()>;

  virtual ~InputCache() = default;
  virtual Made<TextFeatures> text(const Make<TextFeatures> &make) { return make(); }
  virtual Made<EncodedPictures> pictures(const Make<EncodedPictures> &make) { return make(); }
  virtual Made<PictureFaces> picture_faces(const Make<PictureFaces> &make) { return make(); }
  virtual Made<FaceSteps> face(const Make<FaceSteps> &make) { return make(); }
  virtual Made<AudioFeatures> sound(const Make<AudioFeatures> &make) { return make(); }
};

} // namespace affect
