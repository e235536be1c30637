#pragma once

#include "base/result.h"
#include "training/encoders/speech_set.h"

#include <filesystem>

namespace affect::cli {

/// Prints how well an audio encoder's own classifiers tell the emotions and the polarity of the
/// corpora's dev speakers. Errors: as AudioEncoder::open and evaluate_audio_encoder.
Result<void> evaluate_audio(const std::filesystem::path &encoder, const SpeechFolders &folders,
                            int threads);

} // namespace affect::cli
