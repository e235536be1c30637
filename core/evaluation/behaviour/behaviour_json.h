#pragma once

#include "evaluation/behaviour/behaviour_scores.h"

#include <nlohmann/json_fwd.hpp>

#include <vector>

namespace affect {

/// All figures, and every failed test with the probabilities of its texts (docs/behaviour.md).
/// `readings` [test][text], as score_behaviours() had them.
nlohmann::ordered_json to_json(const BehaviourReport &report,
                               const std::vector<BehaviourTest> &tests,
                               const std::vector<std::vector<TextProbabilities>> &readings);

} // namespace affect
