#pragma once

#include "analysis/reading.h"
#include "base/error.h"
#include "media/post.h"

#include <optional>
#include <vector>

namespace affect {

/// A post and what people said of it. Any label may be missing.
struct LabelledPost {
  PostSource source;
  std::optional<Polarity> joint; ///< of the post as a whole
  std::optional<Polarity> text;  ///< of the text alone
  std::optional<Polarity> image; ///< of the image alone
};

/// A data set, and what of it could not be used (each with its reason).
struct LabelledSet {
  std::vector<LabelledPost> posts;
  std::vector<Error> errors;
};

} // namespace affect
