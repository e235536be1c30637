#pragma once

#include "analysis/reading.h"
#include "base/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace affect {

/// An utterance of a corpus of acted or spontaneous emotion.
struct SpeechUtterance {
  std::filesystem::path file;
  std::string speaker;
  std::string emotion; ///< in lower case, one spelling for all corpora: fear, surprise, …
  Polarity polarity = Polarity::neutral;
};

/// Polarity of an emotion where every one has to have one: as polarity_of_label(), but that
/// surprise is positive, as it is in the published figures these corpora are compared by. Unknown
/// words are neutral.
Polarity polarity_of_emotion(std::string_view emotion);

/// Reads a corpus folder: labels.csv with the columns file (relative to the folder), speaker and
/// emotion. Errors: not_found, unreadable, too_large, bad_format (a column is missing, a row names
/// no file, speaker or emotion, a path leads out of the folder).
Result<std::vector<SpeechUtterance>> read_speech_corpus(const std::filesystem::path &folder);

/// The speakers that are never trained on: the dev split of RAVDESS (actors 17–20), CASIA
/// (ZhaoZuoxiang) and EmoDB (speakers 15 and 16). Empty for another name.
std::vector<std::string> speech_dev_speakers(std::string_view corpus);

} // namespace affect
