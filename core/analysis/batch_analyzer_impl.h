#pragma once

#include "analysis/analyzer_impl.h"
#include "analysis/batch_analyzer.h"
#include "analysis/side_by_side.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <vector>

/// What is behind BatchAnalyzer; for its .cpp files alone.
namespace affect {

/// Places among a call's posts and, in the same order, what an encoder made of them.
template <typename Features> struct Encoded {
  std::vector<std::optional<std::size_t>> of_post; // index into features
  std::vector<Features> features;

  const Features *find(std::size_t post) const {
    return of_post[post] ? &features[*of_post[post]] : nullptr;
  }
};

struct BatchAnalyzer::Impl {
  std::vector<std::unique_ptr<Analyzer>> analyzers;
  AnalysisTimes times;

  Analyzer::Impl &model(std::size_t i) const { return *analyzers[i]->impl_; }
  bool singly(const Post &post, std::size_t which) const;
  /// What the models need of a post's picture.
  Result<void> prepare_picture(const Image &image, PreparedPost &ready) const;
  /// Whether so many pieces are read at the same time: a GPU does one thing after another.
  bool at_once(std::size_t pieces) const {
    return std::all_of(analyzers.begin(), analyzers.end(),
                       [](const auto &one) { return one->impl_->bundle.device.is_cpu(); }) &&
           goes_side_by_side(pieces);
  }
};

/// Posts that go through the encoders together. Several of them may be at work at a time.
struct BatchAnalyzer::Piece {
  const Impl &impl;
  std::span<const PreparedPost> posts;
  std::span<std::vector<Result<Reading>>> readings; ///< of as many posts
  /// What an encoder reads, by the encoder: models share them.
  std::map<const TextEncoder *, Encoded<TextFeatures>> texts{};
  std::map<const ImageEncoder *, Encoded<ImageFeatures>> pictures{};
  std::map<const PictureFaceReader *, Encoded<PictureFaces>> faces{};
  double tokenising = 0; ///< seconds

  void read(bool explain, const CancelToken &cancel);
  void encode_texts(TextEncoder &encoder);
  Result<void> encode_pictures(std::size_t model);
  Result<void> encode_faces(std::size_t model);
  void read_with(std::size_t model, bool explain);
  void read_group(const std::vector<std::size_t> &group, std::size_t model, bool explain);
};

inline double seconds_since(std::chrono::steady_clock::time_point begin) {
  return milliseconds_since(begin) / 1000;
}

} // namespace affect
