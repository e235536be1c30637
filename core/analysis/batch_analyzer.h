#pragma once

#include "analysis/analyzer.h"

#include <memory>
#include <span>
#include <vector>

namespace affect {

struct FoundFaces; // features/picture_faces.h

/// A post made ready for BatchAnalyzer: its picture has the sizes that the models' encoders read,
/// and no other is kept.
struct PreparedPost {
  Post post;                 ///< without its image; a clip's frames are there
  int width = 0, height = 0; ///< of the image as it was; 0: there is none
  std::vector<std::shared_ptr<const Image>>
      pictures; ///< one a model, shared where they read the same
  /// Likewise the faces in the image; null where the model does not read them.
  std::vector<std::shared_ptr<const FoundFaces>> faces;
};

/// Seconds since it was opened.
struct AnalysisTimes {
  double tokenising = 0;
  double inference = 0;
};

/// Reads many posts at once with one or several models: all texts of a call and all its pictures go
/// through an encoder together, 16 or 32 posts at a time, and encoders that models share run once.
/// The numbers are those of Analyzer within rounding, and do not depend on the posts that are read
/// together. prepare() may be called from any thread, the rest from one at a time.
class BatchAnalyzer {
public:
  /// One model or more. Errors: as Analyzer::open.
  static Result<std::unique_ptr<BatchAnalyzer>> open(const std::vector<AnalyzerOptions> &models);
  ~BatchAnalyzer();

  std::size_t models() const;
  const ModelInfo &info(std::size_t model) const;

  /// Errors: usage (an empty picture), internal.
  Result<PreparedPost> prepare(Post post) const;

  /// Readings [post][model]; a bad post fails alone. Clips are read one by one. Of `options`,
  /// `explain` counts.
  std::vector<std::vector<Result<Reading>>> analyze(std::span<const PreparedPost> posts,
                                                    const AnalyzeOptions &options = {},
                                                    const CancelToken &cancel = {});
  const AnalysisTimes &times() const;

private:
  BatchAnalyzer();
  struct Impl;
  struct Piece;
  std::unique_ptr<Impl> impl_;
};

} // namespace affect
