#pragma once

#include <torch/torch.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace affect {

/// How well the classes of one speech corpus are recognised.
struct SpeechScores {
  int64_t n = 0;
  double emotion_recall = 0,
         emotion_accuracy = 0; ///< recall: unweighted mean over the classes that occur
  double polarity_recall = 0, polarity_accuracy = 0;
};

/// Emotion and polarity of clips, each the likeliest class; -1: none was found. [clips] each
struct SpeechPredictions {
  torch::Tensor emotion, polarity;
};

/// The true classes of as many clips, and the corpus each is from.
struct SpeechLabels {
  std::vector<int> corpus, emotion, polarity;
};

/// One entry a corpus, of which there are `corpora`.
std::vector<SpeechScores> score(const SpeechPredictions &predicted, const SpeechLabels &labels,
                                std::size_t corpora);

} // namespace affect
