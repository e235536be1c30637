#pragma once

#include "base/reporting.h"
#include "training/encoders/audio_training.h"
#include "training/encoders/speech_set.h"

#include <functional>

namespace affect {

/// How an audio encoder is trained, and its size.
struct AudioEncoderTraining {
  AudioTrainingOptions training; ///< its folder is that of the encoder
  std::vector<int64_t> channels = {16, 32, 48, 64};
  int64_t width = 128;
  double dropout = 0.3;
};

/// Trains an encoder on the training speakers of a set and writes its folder, with metrics.json:
/// the scores of the dev speakers, one entry a corpus, which it returns. Errors: as train_audio;
/// unreadable (the folder).
Result<std::vector<SpeechScores>> train_audio_encoder(const SpeechSet &set,
                                                      const AudioEncoderTraining &training,
                                                      const ProgressFn &progress,
                                                      const CancelToken &cancel);

/// Gets the scores of each fold (from 1) when it is done.
using FoldScored = std::function<void(int fold, const std::vector<SpeechScores> &scores)>;

/// Scores every speaker of speaker_folds() once, by a network that was trained without him or her,
/// and writes nothing. Returns the scores of all together, one entry a corpus. Errors: as
/// train_audio.
Result<std::vector<SpeechScores>>
cross_validate_speakers(const SpeechSet &set, const AudioEncoderTraining &training, int folds,
                        bool dev_too, const FoldScored &fold_scored, const ProgressFn &progress,
                        const CancelToken &cancel);

} // namespace affect
