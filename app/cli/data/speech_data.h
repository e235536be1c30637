#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"
#include "training/encoders/audio_training.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace affect::cli {

/// Folders of the speech corpora, as `train encoder audio` and `evaluate --audio-encoder` are told
/// of them.
struct SpeechData {
  std::filesystem::path ravdess, casia, emodb;
};
void add_speech_data(CLI::App &command, SpeechData &data);

/// Utterances of all corpora that were named.
struct SpeechSet {
  SpeechNetConfig config; ///< its emotions and corpora
  std::vector<SpeechClip> clips;
  std::vector<std::string> speakers;        ///< of each clip
  std::vector<std::filesystem::path> files; ///< likewise
};
/// Reads and decodes them; what cannot be read or has no voice is said and left out. Errors: usage
/// (none was named), as read_speech_corpus, cancelled.
Result<SpeechSet> read_speech(const SpeechData &data, const ProgressFn &progress,
                              const CancelToken &cancel);

/// The clips of speakers that are (or are not) among the corpora's dev speakers.
std::vector<SpeechClip> clips_of(const SpeechSet &set, bool dev);

/// A line a corpus.
void print(const std::vector<SpeechScores> &scores, const SpeechNetConfig &config);

} // namespace affect::cli
