#pragma once

#include "features/face_finder_pool.h"
#include "inputs/input_cache.h"

#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace affect {

/// Pictures of the size that the image encoder reads, and what a reading shows of them.
struct PreparedPictures {
  std::vector<std::shared_ptr<const Image>> images; ///< in the order of time
  std::vector<double> times;                        ///< as EncodedPictures
  int width = 0, height = 0;
};

/// What of a post can be made ready without a network; null: the plan does not read it, or the post
/// lacks it.
struct PreparedInput {
  std::shared_ptr<const PreparedPictures> pictures;
  std::shared_ptr<const FoundFaces> picture_faces;
  std::shared_ptr<const FaceCrops> face;
};

/// Posts to a system's input, by its plan: for the window, a batch (batch_inputs.h) and training
/// alike. Encoders belong to someone else.
class InputBuilder {
public:
  /// Gives the post, which may be decoded no earlier than it is asked for.
  using LazyPost = std::function<Result<const Post *>()>;

  InputBuilder(const InputPlan &plan, const InputEncoders &encoders);

  const InputPlan &plan() const { return plan_; }
  const InputEncoders &encoders() const { return encoders_; }
  /// The same with another plan.
  InputBuilder with(const InputPlan &plan) const;

  /// Whether faces can be followed, where the plan has it. Errors: as FaceFinder::open.
  Result<void> check_finder() const;

  /// One post by itself. Errors: those of decoding and of the encoders; cancelled.
  Result<EncodedPost> build(const LazyPost &post, bool of_clip, InputCache &cache,
                            const CancelToken &cancel) const;

  /// The first half of a batch: what needs no network, from any thread. What `alike`, the builders
  /// of the same post before this one, have `made` of it already is shared. Errors: usage (an empty
  /// picture), those of the face finders, cancelled.
  Result<PreparedInput> prepare(const Post &post, std::span<const InputBuilder *const> alike,
                                std::span<const std::shared_ptr<const PreparedInput>> made,
                                const CancelToken &cancel) const;

  /// Sound is read from the clip's file piece by piece, so that its length takes no memory.
  /// Nothing: the post has none, or there is no voice in it.
  Result<std::optional<AudioFeatures>> encode_sound(const Post &post,
                                                    const CancelToken &cancel) const;

private:
  bool shares_pictures(const InputBuilder &other) const;
  Result<std::shared_ptr<const PreparedPictures>> prepare_pictures(const Post &post) const;
  Result<std::shared_ptr<const FaceCrops>> find_face(const Post &post,
                                                     const CancelToken &cancel) const;
  Result<std::optional<EncodedPictures>> encode_pictures(const Post &post,
                                                         const CancelToken &cancel) const;
  Result<void> add_text(const LazyPost &lazy, InputCache &cache, EncodedPost &encoded) const;
  /// And the faces in the still.
  Result<void> add_pictures(const LazyPost &lazy, InputCache &cache, const CancelToken &cancel,
                            EncodedPost &encoded) const;
  Result<void> add_face(const LazyPost &lazy, InputCache &cache, const CancelToken &cancel,
                        EncodedPost &encoded) const;

  InputPlan plan_;
  InputEncoders encoders_;
  std::shared_ptr<FaceFinderPool> finders_; ///< of followed faces
};

/// The pictures of a post that are encoded; `all`: every frame of a clip.
std::vector<std::shared_ptr<const Image>> pictures_of(const Post &post, bool all,
                                                      std::vector<double> &times);

/// Features of several pictures as one post's.
EncodedPictures joined(std::span<const ImageFeatures> features, const PreparedPictures &of);

} // namespace affect
