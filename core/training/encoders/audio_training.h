#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"
#include "training/encoders/audio_batches.h"

#include <filesystem>

namespace affect {

struct AudioTrainingOptions {
  std::uint64_t seed = 1;
  int epochs = 30;
  std::size_t batch_size = 16;
  double rate = 3e-3;
  double weight_decay = 0.05;
  double smoothing = 0.1;       ///< of the labels, over the classes of the corpus
  double polarity_weight = 0.5; ///< of the polarity in the loss
  double average = 0.99;        ///< decay of the running mean of the weights, which is what is kept
  SpeechAugmentation augmentation;
  std::filesystem::path folder; ///< curves.csv and checkpoint.safetensors; empty: none
  bool resume = false;
};

/// How well the classes of one corpus are recognised.
struct SpeechScores {
  int64_t n = 0;
  double emotion_recall = 0,
         emotion_accuracy = 0; ///< recall: unweighted mean over the classes that occur
  double polarity_recall = 0, polarity_accuracy = 0;
};

/// The likeliest class of emotion and of polarity of every clip. [clips] each
struct SpeechPredictions {
  torch::Tensor emotion, polarity;
};
SpeechPredictions predict(SpeechNetImpl &network, const std::vector<SpeechClip> &clips);
/// One entry a corpus, in the order of the network's configuration.
std::vector<SpeechScores> score(const SpeechPredictions &predictions,
                                const std::vector<SpeechClip> &clips, std::size_t corpora);

/// Trains a network on utterances of several corpora: cross entropy of the emotion among its
/// corpus' classes and of the polarity, every class of a corpus with the same weight in all. `dev`
/// is only scored, at the end of every tenth epoch for the curves, and may be empty; nothing is
/// chosen by it. The network ends with the running mean of its weights, in eval mode. The same seed
/// gives the same weights on the same machine and number of threads. Errors: usage (no clip),
/// cancelled, unreadable or bad_format (the checkpoint), internal (the loss is not finite).
Result<void> train_audio(SpeechNet &network, const std::vector<SpeechClip> &train,
                         const std::vector<SpeechClip> &dev, const AudioTrainingOptions &options,
                         const ProgressFn &progress = {}, const CancelToken &cancel = {});

} // namespace affect
