#pragma once

#include "evaluation/calibration.h"
#include "evaluation/intensity_metrics.h"
#include "evaluation/metrics.h"

#include <vector>

namespace affect {

/// Scores of one trained system on posts it has not seen.
struct Evaluation {
  ClassificationMetrics all;        ///< of the posts as they are
  ClassificationMetrics text_only;  ///< with every image hidden
  ClassificationMetrics image_only; ///< with every text hidden
  /// The same with zeros in the place of what is hidden, where the system would put a translation
  /// there; else n 0.
  ClassificationMetrics zeros_for_image, zeros_for_text;
  ClassificationMetrics
      unrepeated;                  ///< without the posts whose words also stand in the training set
  ClassificationMetrics text_head; ///< the text's own result against the human label of the text
  /// Whether the shown weights mean something: rank correlation of a modality's weight with what
  /// hiding it takes from the true class's probability. 0 where the system has no weights.
  double text_weight = 0, image_weight = 0;
  Calibration calibration;          ///< of the posts as they are
  ClassificationMetrics image_head; ///< the image's own result against the human label of the image
  ClassificationMetrics audio_head; ///< likewise of the audio; n 0: no such labels
  ClassificationMetrics without_audio; ///< with every audio hidden; n 0: there is none
  IntensityMetrics intensity;          ///< of the posts as they are; n 0: no labels by degree
};

/// Scores of the systems of all folds, or of all seeds.
struct CrossValidation {
  std::vector<Evaluation> folds;
  /// What the system that had not seen it predicts for each labelled post, and its label.
  /// [posts, 3], [posts]
  torch::Tensor logits, labels;
  /// Over all those posts, each fold's confidence at the temperature that fits the other folds'
  /// posts.
  Calibration calibration;
  double temperature = 1; ///< that fits them all
};

} // namespace affect
