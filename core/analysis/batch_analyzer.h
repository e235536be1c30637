#pragma once

#include "analysis/analyzer.h"

#include <memory>
#include <span>
#include <vector>

namespace affect {

struct PreparedInput; // inputs/input_builder.h

/// A post made ready for BatchAnalyzer: of its picture or frames the sizes that the models'
/// encoders read and the faces that were found, and nothing else is kept.
struct PreparedPost {
  Post post; ///< without its image and a clip's frames
  /// One a model; models that read the same share what is in them.
  std::vector<std::shared_ptr<const PreparedInput>> inputs;
};

/// Seconds since it was opened.
struct AnalysisTimes {
  double tokenising = 0;
  double inference = 0;
};

/// Reads many posts and clips with one or several models. Texts and pictures go through an encoder
/// together, a sub-batch of 16 or 32 posts at a time, of which a clip counts as several; clips, and
/// every post of a system over time, go through it one after another. Encoders that models share
/// run once. The numbers are those of Analyzer within rounding, and do not depend on the posts that
/// are read together. prepare() may be called from any thread, the rest from one at a time.
class BatchAnalyzer {
public:
  /// One model or more. Errors: as Analyzer::open.
  static Result<std::unique_ptr<BatchAnalyzer>> open(const std::vector<AnalyzerOptions> &models);
  ~BatchAnalyzer();

  std::size_t models() const;
  const ModelInfo &info(std::size_t model) const;

  /// Errors: usage (an empty picture), not_found (faces are to be followed, and what finds them is
  /// not installed), internal, cancelled.
  Result<PreparedPost> prepare(Post post, const CancelToken &cancel = {}) const;

  /// Readings [post][model]; a bad post fails alone. Of `options`, `explain` counts.
  std::vector<std::vector<Result<Reading>>> analyze(std::span<const PreparedPost> posts,
                                                    const AnalyzeOptions &options = {},
                                                    const CancelToken &cancel = {});
  const AnalysisTimes &times() const;

private:
  BatchAnalyzer();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace affect
