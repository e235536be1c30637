#pragma once

#include "features/tuned_encoders.h"
#include "training/encoders/picture_tuning.h"

namespace affect {

/// How the last blocks of the encoders are tuned before a system is trained over them.
struct EncoderTuningOptions {
  int64_t text_blocks = 0, image_blocks = 0; ///< 0: that encoder stays as it is
  /// Instead of image_blocks: passes in which the image encoder learns from the pictures by
  /// themselves (tune_pictures()) before the text encoder is tuned beside it; 0: none. What it
  /// learns is kept whole, whatever `rank` is.
  int picture_epochs = 0;
  int epochs = 3;
  int64_t batch_size = 64;
  double rate = 5e-5;       ///< peak, of transformer blocks
  double image_rate = 3e-4; ///< peak, of the image encoder's blocks
  double head_rate = 1e-3;  ///< peak, of the heads, which start from nothing
  double weight_decay = 0.01;
  double dropout =
      0.1; ///< within the tuned blocks; EfficientNet: share of a post's last block that is left out
  double drop_modality = 0.15;
  double average = 0.99; ///< decay of the running mean of the weights, which is what is kept
  bool text_statistics =
      false;        ///< the heads read these, too, as the system will (with_statistics())
  int64_t rank = 0; ///< of the matrices' changes that are kept (changes_of_rank()); 0: all of them
  std::uint64_t seed = 1;

  int64_t tuned_image_blocks() const { return picture_epochs > 0 ? picture_blocks : image_blocks; }
  bool any() const { return text_blocks > 0 || tuned_image_blocks() > 0; }
  /// Asks for features from below the blocks that are tuned.
  void apply_to(FeatureOptions &features) const {
    features.text_tuned = text_blocks;
    features.image_tuned = tuned_image_blocks();
  }
};

/// Tunes the last blocks of the encoders, in place, on what the blocks below make of labelled posts
/// (extract_features() with EncoderTuningOptions::apply_to). Three small heads read the posts off
/// the vectors of text and image, as multiscale does, two more the text's and the image's own
/// label; they are thrown away. What comes back, and stays in the encoders, is rounded to fp16, so
/// that a bundle can hold it exactly; nothing else in the encoders changes. The same seed gives the
/// same weights on the same machine and number of threads. Errors: usage (no labelled post, more
/// blocks than an encoder has), cancelled, internal (the loss is not finite any more); the encoders
/// are as before then.
Result<TunedEncoders> tune_encoders(TextEncoder &text, ImageEncoder &image,
                                    const std::vector<PostFeatures> &posts,
                                    const EncoderTuningOptions &options, const ProgressFn &progress,
                                    const CancelToken &cancel);

/// The encoders' last layers as they are, to be put back later.
TunedEncoders last_layers(const TextEncoder &text, const ImageEncoder &image,
                          const EncoderTuningOptions &options);

} // namespace affect
