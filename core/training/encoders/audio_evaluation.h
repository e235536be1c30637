#pragma once

#include "evaluation/speech_scores.h"
#include "features/audio_encoder.h"
#include "training/encoders/speech_set.h"

namespace affect {

/// How well an encoder's own classifiers name the emotion and polarity of the corpora's dev
/// speakers, whose files are read and encoded as those of posts are. A clip without any voice
/// counts as wrong. One entry for each corpus of the encoder. Errors: as read_speech_corpus and
/// AudioReader; usage (no corpus, or one that the encoder has no classes for).
Result<std::vector<SpeechScores>> evaluate_audio_encoder(AudioEncoder &encoder,
                                                         const SpeechFolders &folders,
                                                         const CancelToken &cancel);

} // namespace affect
