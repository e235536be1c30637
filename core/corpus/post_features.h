#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "dataset/labelled_post.h"
#include "features/feature_cache.h"
#include "features/image_encoder.h"
#include "features/picture_faces.h"
#include "features/text_encoder.h"
#include "inputs/collate.h"

#include <array>
#include <limits>
#include <string>
#include <vector>

namespace affect {

/// A masked copy of a post's text and what the frozen text encoder makes of it.
struct MaskedText {
  torch::Tensor hidden;    ///< [tokens, width] fp16
  torch::Tensor below;     ///< likewise, below the tuned blocks
  torch::Tensor positions; ///< [n] int64
  torch::Tensor targets;   ///< [n] int64 ids
};

/// A labelled post as training sees it; tensors are kept in fp16. Where blocks of an encoder are
/// tuned, its features are those that the frozen blocks below make, and raise_features() makes
/// `tensors` of them.
struct PostFeatures {
  std::string id;
  std::string text;
  bool only_learned = false; ///< in no fold that is scored
  std::string group; ///< items of one group are never on both sides of a fold; empty: on its own
  PostTensors tensors;
  std::vector<MaskedText> masked;
  TextBelow text_below;
  torch::Tensor image_below, mirrored_below; ///< of the picture, and of it turned left to right

  int64_t joint = -1, text_label = -1, image_label = -1, audio_label = -1;
  /// In [-1, 1], of the whole, text, image or video, audio; NaN where none is known.
  std::array<float, intensity_spaces> intensities = no_intensities();
  static std::array<float, intensity_spaces> no_intensities() {
    std::array<float, intensity_spaces> none;
    none.fill(std::numeric_limits<float>::quiet_NaN());
    return none;
  }
};

/// What a labelled post's features have of its labels; degrees are divided by `scale`, 0: there are
/// none.
PostFeatures features_of_labels(const LabelledPost &post, double scale = 0);

struct FeatureOptions {
  int masked_copies = 0; ///< of every text, for masked-language modelling
  double mask_share = 0.15;
  std::uint64_t seed = 1;
  int64_t text_tuned = 0,
          image_tuned = 0; ///< last blocks that are tuned: features from below these
  PictureFaceReader *faces =
      nullptr; ///< for systems that read faces; null: faces are not searched for
};

struct FeatureSet {
  std::vector<PostFeatures> posts;
  std::vector<Error> errors; ///< posts that could not be read
};

/// Features of labelled posts, from the cache where it has them. Errors: cancelled; internal where
/// no post could be read.
Result<FeatureSet> extract_features(const std::vector<LabelledPost> &posts, TextEncoder &text,
                                    ImageEncoder &image, const FeatureCache &cache,
                                    const FeatureOptions &options, const ProgressFn &progress,
                                    const CancelToken &cancel);

/// Fills in what the text encoder makes of each post's `text`, from the cache where it has it.
/// Errors: cancelled.
Result<void> fill_texts(std::vector<PostFeatures> &posts, TextEncoder &text,
                        const FeatureCache &cache, const FeatureOptions &options,
                        const ProgressFn &progress, const CancelToken &cancel);

/// Runs the tuned blocks, as they are now, over what is below them and fills `tensors` and, where
/// `masked`, the masked copies' states; posts without such features stay as they are.
void raise_features(std::vector<PostFeatures> &posts, TextEncoder &text, ImageEncoder &image,
                    const FeatureOptions &options, bool masked);

} // namespace affect
