#pragma once

#include "evaluation/speech_scores.h"
#include "training/encoders/speech_set.h"

#include <CLI/CLI.hpp>

#include <vector>

namespace affect::cli {

/// The speech corpora's folders, as `train encoder audio` and `evaluate --audio-encoder` take them.
void add_speech_data(CLI::App &command, SpeechFolders &folders);

/// A line a corpus.
void print(const std::vector<SpeechScores> &scores, const SpeechNetConfig &config);

} // namespace affect::cli
