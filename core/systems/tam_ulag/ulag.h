#pragma once

#include <torch/torch.h>

namespace affect::tam_ulag {

/// How unimodal labels are made of the multimodal one.
enum class LabelRule {
  cosine,  ///< from the similarity of features to the classes' centres: ours, after the abstract of
           ///< Sun & Wang (2024)
  self_mm, ///< from distances to the centres, by ratio and shift (Yu, Xu, Yuan & Wu, AAAI 2021): to
           ///< compare with
  copied,  ///< the multimodal label for every modality: to compare with
};

/// Centres of the positive and the negative items in each feature space: [spaces, 2, dimensions],
/// positive first. features [n, spaces, dimensions]; labels [n, spaces] in [-1, 1] of each space,
/// whose sign says the class; present [n, spaces] 1 or 0. A class without items keeps the row it
/// has in `before`.
torch::Tensor class_centres(const torch::Tensor &features, const torch::Tensor &labels,
                            const torch::Tensor &present, const torch::Tensor &before);

/// ρ of each space: cos(f, c⁺) − cos(f, c⁻), in [-2, 2]. [n, spaces]
torch::Tensor cosine_polarity(const torch::Tensor &features, const torch::Tensor &centres);

/// What an epoch alone says of the unimodal labels, [n, spaces - 1], clamped to [-1, 1]. Space 0 is
/// the multimodal one, whose labels are `whole` [n]. `gamma` is the cosine rule's: y_u = y_m + γ
/// (ρ_u − ρ_m).
torch::Tensor fresh_labels(LabelRule rule, const torch::Tensor &features,
                           const torch::Tensor &centres, const torch::Tensor &whole, double gamma);

/// The running update of epoch n, from 2 on: (n − 1)/(n + 1) of what was, 2/(n + 1) of what is new
/// (as in Self-MM).
torch::Tensor mix_labels(const torch::Tensor &before, const torch::Tensor &fresh, int epoch);

} // namespace affect::tam_ulag
