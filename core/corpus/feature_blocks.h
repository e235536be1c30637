#pragma once

#include "corpus/post_features.h"
#include "inputs/input_builder.h"

#include <memory>
#include <string>
#include <vector>

namespace affect {

/// Posts encoded together; bounds the memory of what waits.
inline constexpr std::size_t feature_block = 64;

/// Texts of posts on their way to features. What is not in the cache waits until a block of it is
/// encoded.
///
/// InputBuilder and BatchInputs make what systems read, here and in PictureBlocks, as they do for
/// readings. The masked copies and what is below the tuned blocks are not what a system reads but
/// what the encoders learn from: these come from the encoders directly.
class TextBlocks {
public:
  /// All are kept by reference.
  TextBlocks(std::vector<PostFeatures> &posts, TextEncoder &encoder, const FeatureCache &cache,
             const FeatureOptions &options);

  /// The text of the post at this place of `posts`.
  void add(std::size_t post);
  /// Encodes what waits where it is a block, or where it is the last. Errors: those of BatchInputs.
  Result<void> encode_waiting(bool last);

private:
  struct Waiting {
    std::size_t post;
    std::string key;
  };
  void fill(PostFeatures &post, const StateDict &state) const;
  void add_masked(StateDict &state, const std::vector<int64_t> &ids) const;
  Result<std::vector<StateDict>> states() const;
  std::vector<StateDict> states_below(const std::vector<std::string> &texts) const;

  std::vector<PostFeatures> &posts_;
  TextEncoder &encoder_;
  const FeatureCache &cache_;
  const FeatureOptions &options_;
  InputBuilder builder_;
  std::string masking_, version_; ///< parts of the cache's keys
  std::vector<Waiting> waiting_;
};

/// Likewise, pictures of posts and the faces in them.
class PictureBlocks {
public:
  /// What the cache has of a picture.
  struct Known {
    std::string key, faces_key;
    std::optional<StateDict> picture, faces;
    bool all = false; ///< the picture itself is not needed
  };

  PictureBlocks(std::vector<PostFeatures> &posts, ImageEncoder &encoder, const FeatureCache &cache,
                const FeatureOptions &options);

  /// `bytes`: of the picture's file.
  Known find(const std::string &bytes) const;
  /// The picture of the post at this place of `posts`; `image` may be null where all is known.
  /// Errors: those of the face finder and of InputBuilder::prepare.
  Result<void> add(std::size_t post, const Known &known, const std::shared_ptr<const Image> &image);
  /// As TextBlocks', errors also those of the image encoder.
  Result<void> encode_waiting(bool last);

private:
  struct Waiting {
    std::size_t post;
    std::string key;
    std::shared_ptr<const PreparedInput> input;
  };
  void fill(PostFeatures &post, const StateDict &state) const;
  Result<void> fill_faces(PostFeatures &post, const Known &known, const Image *image) const;
  Result<std::vector<StateDict>> states() const;
  Result<std::vector<StateDict>> states_below() const;

  std::vector<PostFeatures> &posts_;
  ImageEncoder &encoder_;
  const FeatureCache &cache_;
  const FeatureOptions &options_;
  InputBuilder builder_;
  std::vector<Waiting> waiting_;
};

/// In the cache's keys: what is below the tuned blocks is something else than the encoder's own
/// features.
inline std::string encoder_key(const std::string &hash, int64_t tuned) {
  return tuned > 0 ? hash + "\nbelow the last " + std::to_string(tuned) : hash;
}

} // namespace affect
