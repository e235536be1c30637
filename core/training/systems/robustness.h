#pragma once

#include "training/systems/system_training.h"

namespace affect {

/// How a system scores where a share of the posts has lost its images, or its texts.
struct RobustnessPoint {
  Hidden removed = Hidden::image;
  double share = 0;    ///< of the posts, 0 … 1
  std::string filling; ///< "translation", "zeros", or "own" for a system that does not translate
  double accuracy = 0, weighted_f1 = 0; ///< means over the draws
};

struct RobustnessOptions {
  int steps = 10; ///< shares are 0, 1/steps, … 1
  int draws = 10;
  std::uint64_t seed = 1;
};

/// Removes images, then texts, from posts that have a joint label. Every filling is scored with the
/// same posts; within a draw each share's posts are among those of the next one. A post is read by
/// itself, so that each needs to be read once a filling only. Zeros are put in place of the
/// features as tools do that know of nothing else, and the system is not informed.
std::vector<RobustnessPoint> robustness(System &system, const std::vector<PostFeatures> &posts,
                                        const RobustnessOptions &options = {});

/// CSV with the header removed,share,filling,accuracy,weighted_f1; removed is image or text.
/// Errors: unreadable.
Result<void> write_robustness(const std::filesystem::path &file,
                              const std::vector<RobustnessPoint> &points);

} // namespace affect
