#pragma once

#include "base/result.h"

#include <torch/torch.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace affect {

/// How unimodal labels that nobody gave agree with those that people gave.
struct UlagScore {
  std::string rule; ///< cosine, self-mm or copied: the system's setting "labels" 0, 1, 2
  std::uint64_t seed = 1;
  int epoch = 0;    ///< from 1
  std::string what; ///< generated: of the training posts; head: what the trained head says of posts
                    ///< not seen
  std::string modality; ///< text, image or audio
  int64_t n = 0;        ///< posts with a label of the whole and one of this modality
  double accuracy = 0,
         weighted_f1 = 0; ///< as polarity; what is within the setting "neutral" of 0 is neutral
  double correlation = 0; ///< Pearson's, as degrees; 0 where constant
  int64_t n_apart = 0; ///< of these, posts whose modality people labelled otherwise than the whole
  double accuracy_apart = 0; ///< accuracy on them: a copied label is never right there
  double shift = 0; ///< Pearson's of own label − label of the whole, generated against people's; 0
                    ///< where constant
};

/// Scores generated labels [posts, 3] in [-1, 1], of text, image and audio, against people's
/// `human` [posts, 3]; `whole` [posts] is people's label of the whole post. NaN where none is
/// known; a modality nobody labelled has no entry. `neutral`: as above.
std::vector<UlagScore> score_generated(const torch::Tensor &labels, const torch::Tensor &whole,
                                       const torch::Tensor &human, double neutral);

/// CSV with the fields of UlagScore as its header. Errors: unreadable.
Result<void> write_ulag(const std::filesystem::path &file, const std::vector<UlagScore> &scores);

/// The generated labels' correlation with people's over the epochs, mean of the seeds, a panel a
/// modality and a line a rule, as an SVG that follows the reader's light or dark setting. Errors:
/// unreadable.
Result<void> write_ulag_chart(const std::filesystem::path &file,
                              const std::vector<UlagScore> &scores);

} // namespace affect
