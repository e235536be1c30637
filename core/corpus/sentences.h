#pragma once

#include "base/result.h"
#include "corpus/post_features.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace affect {

struct SentenceOptions {
  std::size_t max_sentences = 1000; ///< per file
  std::uint64_t seed = 1;
};

/// Labelled sentences to train a system on beside its posts, for languages in which the data set
/// has none (all of MVSA-Single is English). Each is a post that has only a text, whose label is
/// also the post's. Equally many of each polarity, drawn by the seed; those that text encoders are
/// evaluated on (is_held_out()) are left out. Features are not filled in. Errors: as
/// read_text_csv(); bad_format where no row has both a text and a polarity.
Result<std::vector<PostFeatures>> sentences_to_learn(const std::filesystem::path &file,
                                                     const SentenceOptions &options);

} // namespace affect
