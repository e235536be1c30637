#pragma once

#include "corpus/post_features.h"
#include "evaluation/score_predictions.h"
#include "systems/system.h"

namespace affect {

/// Which modality to leave out.
enum class Hidden { none, text, image, audio };

/// What stands where a modality was taken away: what the system itself does then, or its features
/// as zeros, of which the system is not informed.
enum class Filling { own, zeros };

/// Leaves a modality out of a batch.
void hide(SystemInput &input, Hidden hidden, Filling filling);

/// Runs a batch where the network is and in its own precision; results come back in fp32 in the
/// processor's memory.
SystemOutput run_batch(System &system, const SystemInput &input);

/// Class probabilities of posts. [posts, 3]
torch::Tensor predict(System &system, const std::vector<PostFeatures> &posts,
                      Hidden hidden = Hidden::none, Filling filling = Filling::own);

/// All that a system says of posts, without any hidden.
Predictions predict_all(System &system, const std::vector<PostFeatures> &posts);

/// Joint labels of posts, -1 where there is none. [posts]
torch::Tensor joint_labels(const std::vector<PostFeatures> &posts);

} // namespace affect
