#pragma once

#include "base/result.h"
#include "evaluation/class_scores.h"
#include "evaluation/evaluation.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace affect {

nlohmann::ordered_json to_json(const IntensityMetrics &metrics);

/// n, accuracy, unweighted_recall, macro_f1, per_class by the classes' names, confusion.
nlohmann::ordered_json to_json(const ClassScores &scores, const std::vector<std::string> &classes);
/// n, accuracy, weighted_f1, macro_f1, per_class, confusion, ece.
nlohmann::ordered_json to_json(const ClassificationMetrics &metrics);
/// The metrics of the posts as they are, with text_only, image_only, without_repeats, text_head and
/// image_head beside them.
nlohmann::ordered_json to_json(const Evaluation &evaluation);
/// Mean and standard deviation (n − 1) over folds of the figures that are decided by.
nlohmann::ordered_json to_json(const CrossValidation &result);

} // namespace affect
