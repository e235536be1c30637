#pragma once

#include "corpus/post_features.h"
#include "features/image_encoder.h"

#include <cstdint>
#include <vector>

namespace affect {

/// Blocks of EfficientNet that learn from labelled pictures; those before see edges and textures,
/// which are the same everywhere.
inline constexpr std::int64_t picture_blocks = 5;

/// Errors: usage (another kind of encoder).
Result<void> check_learns_from_pictures(const ImageEncoder &image);

/// Tunes an EfficientNet's last blocks, in place, to what people said of posts' pictures and posts
/// (tune_image_encoder() with its own options), on what the blocks below make of them
/// (FeatureOptions::image_tuned = picture_blocks). So every fold of a cross-validation can have its
/// own image encoder, made as the shipped one is. What comes back, and stays in the encoder, is
/// rounded to fp16. Errors: as tune_image_encoder; usage (a post without a picture, another kind of
/// encoder); the encoder is as before then.
Result<TunedLayers> tune_pictures(ImageEncoder &image, const std::vector<PostFeatures> &posts,
                                  int epochs, std::uint64_t seed, const ProgressFn &progress,
                                  const CancelToken &cancel);

} // namespace affect
