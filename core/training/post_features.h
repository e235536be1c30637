#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "dataset/labelled_post.h"
#include "features/collate.h"
#include "features/feature_cache.h"
#include "features/image_encoder.h"
#include "features/text_encoder.h"

#include <string>
#include <vector>

namespace affect {

/// A masked copy of a post's text and what the frozen text encoder makes of it.
struct MaskedText {
  torch::Tensor hidden;    ///< [tokens, width] fp16
  torch::Tensor positions; ///< [n] int64
  torch::Tensor targets;   ///< [n] int64 ids
};

/// A labelled post as training sees it; tensors are kept in fp16.
struct PostFeatures {
  std::string id;
  std::string text;
  PostTensors tensors;
  std::vector<MaskedText> masked;
  int64_t joint = -1, text_label = -1, image_label = -1;
};

struct FeatureOptions {
  int masked_copies = 0;     ///< of every text, for masked-language modelling
  double mask_share = 0.15;
  std::uint64_t seed = 1;
};

struct FeatureSet {
  std::vector<PostFeatures> posts;
  std::vector<Error> errors; ///< posts that could not be read
};

/// Features of labelled posts, from the cache where it has them. Errors: cancelled; internal where no post could be read.
Result<FeatureSet> extract_features(const std::vector<LabelledPost> &posts, TextEncoder &text, ImageEncoder &image,
                                    const FeatureCache &cache, const FeatureOptions &options, const ProgressFn &progress,
                                    const CancelToken &cancel);

} // namespace affect
