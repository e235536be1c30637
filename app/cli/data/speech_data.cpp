#include "data/speech_data.h"

#include <cstdio>

namespace affect::cli {

void add_speech_data(CLI::App &command, SpeechFolders &folders) {
  command.add_option("--ravdess", folders.ravdess, "Folder of RAVDESS speech with labels.csv");
  command.add_option("--casia", folders.casia, "Folder of CASIA with labels.csv");
  command.add_option("--emodb", folders.emodb, "Folder of EmoDB with labels.csv");
}

void print(const std::vector<SpeechScores> &scores, const SpeechNetConfig &config) {
  for (std::size_t c = 0; c < scores.size(); ++c)
    std::printf("%-8s n %4lld  emotion UAR %.3f accuracy %.3f  polarity UAR %.3f accuracy %.3f\n",
                config.corpora[c].name.c_str(), static_cast<long long>(scores[c].n),
                scores[c].emotion_recall, scores[c].emotion_accuracy, scores[c].polarity_recall,
                scores[c].polarity_accuracy);
}

} // namespace affect::cli
