#pragma once

#include "data/speech_data.h"

namespace affect::cli {

/// Prints how well an audio encoder's own classifiers tell the emotions and the polarity of the
/// corpora's dev speakers. Errors: as AudioEncoder::open and read_speech_corpus; usage (no corpus,
/// or one the encoder has no classes for).
Result<void> evaluate_audio(const std::filesystem::path &encoder, const SpeechData &data,
                            int threads);

} // namespace affect::cli
