#pragma once

#include "base/random.h"
#include "corpus/post_features.h"

namespace affect {

/// Places in a list of posts.
using Rows = std::vector<std::size_t>;

/// The rows in batches, shuffled. Batches of texts of like length would be half as long to compute,
/// but what is alike in length is alike in more, and networks learn less of it: 0.3 points on five
/// folds of MVSA-Single.
std::vector<Rows> batches_of(Rows order, int64_t size, Random &random);

SystemInput input_of(const std::vector<PostFeatures> &posts, const Rows &rows,
                     const SystemConfig &config);
SystemLabels labels_of(const std::vector<PostFeatures> &posts, const Rows &rows);

/// Hides the text, the image or, where the batch has any, the audio of some posts, never two of
/// one.
void hide_modalities(SystemInput &input, double share, Random &random);

/// Some posts of a batch, by their places in it [n] int64.
SystemInput select(const SystemInput &input, const torch::Tensor &places);
SystemLabels select(const SystemLabels &labels, const torch::Tensor &places);

/// Training posts that meta steps learn from, and those that are only asked about
/// (System::wants_query).
struct TrainingRows {
  Rows support, query;
};

/// All posts support; with a share above 0 that part of the posts which have all three labels,
/// drawn by seed, is taken out as query: at least one where there is any, and never the last
/// support post.
TrainingRows split_query(const std::vector<PostFeatures> &posts, double share, std::uint64_t seed);

} // namespace affect
