#include "evaluation/speech_scores.h"

namespace affect {
namespace {

constexpr std::size_t most_classes = 64;

struct ClassRates {
  int64_t n = 0;
  double recall = 0, accuracy = 0;
};

// Of one corpus' clips.
ClassRates rates_of(const torch::Tensor &predicted, const std::vector<int> &truth,
                    const std::vector<int> &corpora, int corpus) {
  std::vector<double> right(most_classes), all(most_classes);
  for (std::size_t i = 0; i < truth.size(); ++i)
    if (corpora[i] == corpus) {
      const auto label = static_cast<std::size_t>(truth[i]);
      all[label] += 1;
      right[label] += predicted[static_cast<int64_t>(i)].item<int64_t>() == truth[i];
    }
  double classes = 0, sum = 0, hits = 0, count = 0;
  for (std::size_t c = 0; c < most_classes; ++c)
    if (all[c] > 0) {
      classes += 1;
      sum += right[c] / all[c];
      hits += right[c];
      count += all[c];
    }
  return {static_cast<int64_t>(count), classes > 0 ? sum / classes : 0,
          count > 0 ? hits / count : 0};
}

} // namespace

std::vector<SpeechScores> score(const SpeechPredictions &predicted, const SpeechLabels &labels,
                                std::size_t corpora) {
  std::vector<SpeechScores> scores;
  for (std::size_t corpus = 0; corpus < corpora; ++corpus) {
    const auto number = static_cast<int>(corpus);
    const auto emotion = rates_of(predicted.emotion, labels.emotion, labels.corpus, number);
    const auto polarity = rates_of(predicted.polarity, labels.polarity, labels.corpus, number);
    scores.push_back(
        {polarity.n, emotion.recall, emotion.accuracy, polarity.recall, polarity.accuracy});
  }
  return scores;
}

} // namespace affect
