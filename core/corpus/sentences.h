#pragma once

#include "base/result.h"
#include "corpus/post_features.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace affect {

struct SentenceOptions {
  std::size_t most = 1000; ///< of a file
  std::uint64_t seed = 1;
};

/// Sentences that a system learns from beside its posts, as posts of a text alone whose label is
/// the text's: what no post of the data set is written in (of MVSA-Single all are English) is
/// learned from these. As many of each polarity, chosen by the seed; those that text encoders are
/// scored on (is_held_out()) are left out. Features are not filled in. Errors: as read_text_csv();
/// bad_format where no row has both a text and a polarity.
Result<std::vector<PostFeatures>> sentences_to_learn(const std::filesystem::path &file,
                                                     const SentenceOptions &options);

} // namespace affect
