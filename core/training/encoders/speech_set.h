#pragma once

#include "base/reporting.h"
#include "base/result.h"
#include "training/encoders/audio_batches.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace affect {

/// Folders of the speech corpora, as read_speech_corpus() reads them; empty: not used.
struct SpeechFolders {
  std::filesystem::path ravdess, casia, emodb;

  /// Those that are used, each with its corpus' name. Errors: usage (none is).
  Result<std::vector<std::pair<std::string, std::filesystem::path>>> used() const;
};

/// Utterances of several corpora.
struct SpeechSet {
  SpeechNetConfig config; ///< its emotions and corpora
  std::vector<SpeechClip> clips;
  std::vector<std::string> speakers;        ///< of each clip
  std::vector<std::filesystem::path> files; ///< likewise
};

/// Reads and decodes the corpora; what cannot be read or has no voice is reported and left out.
/// Errors: usage (no corpus), as read_speech_corpus, cancelled.
Result<SpeechSet> read_speech_set(const SpeechFolders &folders, const Reporting &reporting);

/// The clips of speakers that are (or are not) among the corpora's dev speakers.
std::vector<SpeechClip> clips_of(const SpeechSet &set, bool dev);

/// Fold of every clip, by its speaker; -1 where the speaker takes no part: a dev speaker, unless
/// `dev_too`. Of a corpus with fewer speakers than folds everything trains the folds beyond.
std::vector<int> speaker_folds(const SpeechSet &set, int folds, bool dev_too);

} // namespace affect
