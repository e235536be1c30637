#pragma once

#include "inputs/input_builder.h"

#include <map>
#include <span>
#include <utility>
#include <vector>

namespace affect {

/// A post of a sub-batch.
struct BatchPost {
  const Post &post; ///< its text, and a clip's file
  /// One a builder, as InputBuilder::prepare made it.
  std::span<const std::shared_ptr<const PreparedInput>> prepared;
};

/// The posts and clips of a sub-batch on their way through the encoders, each of which runs once
/// whichever builders share it. What is said of a post does not depend on the others: texts and
/// pictures go together in batches of steady shapes; what has other lengths in every post, faces
/// and sound, goes post by post, for products of other sizes are summed in other orders.
class BatchInputs {
public:
  explicit BatchInputs(std::vector<BatchPost> posts) : posts_(std::move(posts)) {}

  /// One result a post for builder `which` of those that prepared them. A post whose sound or face
  /// cannot be read fails alone, pictures fail together. Errors: those of the encoders; cancelled.
  Result<std::vector<Result<EncodedPost>>> encode(const InputBuilder &builder, std::size_t which,
                                                  const CancelToken &cancel);
  double tokenising_seconds() const { return tokenising_; }

private:
  /// One a post; nothing: the post lacks it.
  template <typename Features> using Parts = std::vector<Result<std::optional<Features>>>;

  const Parts<TextFeatures> &texts(TextEncoder &encoder);
  Result<const Parts<EncodedPictures> *> pictures(const InputBuilder &builder, std::size_t which);
  const Parts<PictureFaces> &picture_faces(const PictureFaceReader &reader, std::size_t which);
  const Parts<FaceSteps> &faces(const FaceEncoder &encoder, std::size_t which);
  const Parts<AudioFeatures> &sounds(const InputBuilder &builder, const CancelToken &cancel);

  std::vector<BatchPost> posts_;
  std::map<const TextEncoder *, Parts<TextFeatures>> texts_;
  std::map<std::pair<const ImageEncoder *, bool>, Parts<EncodedPictures>> pictures_;
  std::map<const PictureFaceReader *, Parts<PictureFaces>> picture_faces_;
  std::map<const FaceEncoder *, Parts<FaceSteps>> faces_;
  std::map<const AudioEncoder *, Parts<AudioFeatures>> sounds_;
  double tokenising_ = 0;
};

} // namespace affect
