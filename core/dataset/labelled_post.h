#pragma once

#include "analysis/reading.h"
#include "base/error.h"
#include "sources/post.h"

#include <optional>
#include <string>
#include <vector>

namespace affect {

/// Sentiment as a degree, on the data set's own scale (LabelledSet::scale). Any may be missing.
struct Degrees {
  std::optional<double> whole, text, image,
      audio; ///< `image`: of what is seen, a video's pictures too
};

/// A post and what people said of it. Any label may be missing.
struct LabelledPost {
  PostSource source;
  std::optional<Polarity> joint; ///< of the post as a whole
  std::optional<Polarity> text;  ///< of the text alone
  std::optional<Polarity> image; ///< of the image alone, or of a clip's pictures
  std::optional<Polarity> audio; ///< of the sound alone
  Degrees degrees;
  std::string
      group; ///< posts of one group (a video) are never on both sides of a fold; empty: on its own
  std::string split; ///< by split_name(); empty: the list names none
};

/// A data set, and what of it could not be used (each with its reason).
struct LabelledSet {
  std::vector<LabelledPost> posts;
  std::vector<Error> errors;
  double scale = 0; ///< degrees go from -scale to scale; 0: there are none
};

/// Which part of a list to read, and how.
struct ListOptions {
  std::vector<std::string> splits; ///< names of the list's own splits as split_name() takes them;
                                   ///< none or "all": all posts
  /// Of the degrees. 0: the smallest of the scales in use (CH-SIMS: 1, CMU-MOSI and -MOSEI: 3) that
  /// holds every degree of the list, those of other splits too.
  double scale = 0;
};

} // namespace affect
