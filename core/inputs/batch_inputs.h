#pragma once

#include "inputs/input_builder.h"

#include <map>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace affect {

/// Whether a post passes the encoders and the system by itself: a clip, or any post of a plan over
/// time.
bool is_encoded_alone(const Post &post, const InputPlan &plan);

/// A post of a sub-batch.
struct BatchPost {
  const Post &post; ///< its text, and a clip's file
  /// One a builder, as InputBuilder::prepare made it.
  std::span<const std::shared_ptr<const PreparedInput>> prepared;
};

/// The posts and clips of a sub-batch on their way through the encoders, each of which runs once
/// whichever builders share it. What is said of a post does not depend on the others: texts and
/// pictures go together in batches of steady shapes. Clips, and every post of a plan over time, go
/// through each encoder alone: products of other sizes, or spread over other numbers of threads,
/// are summed in other orders (in fp32 a frame's features in a full batch differ by 1e-5 from those
/// it has alone), and so a clip says in a batch what it says in the window, to the last digit.
/// Whoever runs them leaves them all threads.
///
/// Training, which encodes a data set once and rounds it to fp16, takes the least shapes instead:
/// they save what fills the batches up, and there the last bits may depend on the other posts.
class BatchInputs {
public:
  explicit BatchInputs(std::vector<BatchPost> posts, BatchShape shape = BatchShape::steady)
      : posts_(std::move(posts)), shape_(shape) {}

  /// One result a post for builder `which` of those that prepared them, of the posts that go alone
  /// or of the others; what is said of the rest is empty. A post whose sound or face
  /// cannot be read fails alone, pictures fail together. Errors: those of the encoders; cancelled.
  Result<std::vector<Result<EncodedPost>>> encode(const InputBuilder &builder, std::size_t which,
                                                  bool alone, const CancelToken &cancel);
  double tokenising_seconds() const { return tokenising_; }

private:
  /// One a post; nothing: the post lacks it.
  template <typename Features> using Parts = std::vector<Result<std::optional<Features>>>;

  const Parts<TextFeatures> &texts(const InputBuilder &builder, bool alone);
  Result<const Parts<EncodedPictures> *> pictures(const InputBuilder &builder, std::size_t which,
                                                  bool alone);
  const Parts<PictureFaces> &picture_faces(const InputBuilder &builder, std::size_t which,
                                           bool alone);
  const Parts<FaceSteps> &faces(const FaceEncoder &encoder, std::size_t which);
  const Parts<AudioFeatures> &sounds(const InputBuilder &builder, const CancelToken &cancel);

  std::vector<BatchPost> posts_;
  BatchShape shape_;
  /// By the encoder, which posts, and whether the plan is over time.
  std::map<std::tuple<const TextEncoder *, bool, bool>, Parts<TextFeatures>> texts_;
  /// Likewise, and whether all frames are encoded.
  std::map<std::tuple<const ImageEncoder *, bool, bool, bool>, Parts<EncodedPictures>> pictures_;
  std::map<std::pair<const PictureFaceReader *, bool>, Parts<PictureFaces>> picture_faces_;
  std::map<const FaceEncoder *, Parts<FaceSteps>> faces_;
  std::map<const AudioEncoder *, Parts<AudioFeatures>> sounds_;
  double tokenising_ = 0;
};

} // namespace affect
