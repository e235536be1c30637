#pragma once

#include "corpus/text_lines.h"

#include <torch/torch.h>

#include <utility>
#include <vector>

namespace affect {

/// Means of token states over white-space words, and which words have any token. hidden [lines,
/// tokens, width] of the batch → [words, width] fp32, [words] bool.
std::pair<torch::Tensor, torch::Tensor> word_means(const torch::Tensor &hidden,
                                                   const TokenBatch &batch);

/// Mean squared difference over the targets' own variance: 1 where nothing but their mean is known.
/// Scalar.
torch::Tensor relative_error(const torch::Tensor &own, const torch::Tensor &target);

/// relative_error() and, beside it, one minus the cosine. Scalar.
torch::Tensor vector_error(const torch::Tensor &own, const torch::Tensor &target);

/// Cross entropy of the lines whose label is of one kind, over all lines; undefined where there are
/// none. logits [lines, 3].
torch::Tensor kind_loss(const torch::Tensor &logits, const std::vector<const TextLine *> &lines,
                        LabelKind kind);

} // namespace affect
