#pragma once

#include "systems/system.h"

namespace affect {

/// Logits of pairs [rows, 9] → log-probabilities of the joint label [rows, 3], which sum to less
/// than 1: equal polarities give that one, a neutral one gives way to the other, opposites give
/// none (MVSA's rule). Columns of a pair: text polarity * 3 + image polarity; negative, neutral,
/// positive are 0, 1, 2.
torch::Tensor joint_of_pairs(const torch::Tensor &pairs);

/// The class of each post's pair [batch] where both unimodal labels are known, else -1.
torch::Tensor pair_labels(const SystemLabels &labels);

/// Logits of pairs [rows, 9] → the mean of the positive pairs' less that of the negative ones'
/// [rows].
torch::Tensor polarity_of_pairs(const torch::Tensor &pairs);

} // namespace affect
