#include "data/speech_data.h"

#include "commands.h"
#include "dataset/speech_corpus.h"
#include "features/speech_input.h"
#include "media/audio_reader.h"

#include <algorithm>
#include <cstdio>
#include <set>

namespace affect::cli {
namespace {

constexpr std::size_t longest_utterance = 60 * 16'000;

struct Named {
  const char *name;
  const std::filesystem::path &folder;
};

Result<std::vector<float>> samples_of(const std::filesystem::path &file,
                                      const CancelToken &cancel) {
  AFFECT_TRY(reader, AudioReader::open(file, {}, {}, cancel));
  std::vector<float> samples;
  while (samples.size() < longest_utterance) {
    AFFECT_TRY(more, reader.read(longest_utterance - samples.size()));
    if (more.empty())
      break;
    samples.insert(samples.end(), more.begin(), more.end());
  }
  return samples;
}

} // namespace

void add_speech_data(CLI::App &command, SpeechData &data) {
  command.add_option("--ravdess", data.ravdess, "Folder of RAVDESS speech with labels.csv");
  command.add_option("--casia", data.casia, "Folder of CASIA with labels.csv");
  command.add_option("--emodb", data.emodb, "Folder of EmoDB with labels.csv");
}

Result<SpeechSet> read_speech(const SpeechData &data, const ProgressFn &progress,
                              const CancelToken &cancel) {
  std::vector<std::vector<SpeechUtterance>> corpora;
  SpeechSet set;
  std::set<std::string> emotions;
  for (const Named &one :
       {Named{"ravdess", data.ravdess}, Named{"casia", data.casia}, Named{"emodb", data.emodb}}) {
    if (one.folder.empty())
      continue;
    AFFECT_TRY(utterances, read_speech_corpus(one.folder));
    for (const SpeechUtterance &utterance : utterances)
      emotions.insert(utterance.emotion);
    set.config.corpora.push_back({one.name, {}});
    corpora.push_back(std::move(utterances));
  }
  if (corpora.empty())
    return make_error(ErrorCode::usage, "Name at least one of --ravdess, --casia and --emodb.");
  set.config.emotions.assign(emotions.begin(), emotions.end());
  double all = 0, done = 0;
  for (const auto &corpus : corpora)
    all += static_cast<double>(corpus.size());
  for (std::size_t c = 0; c < corpora.size(); ++c) {
    std::set<int64_t> kinds;
    for (const SpeechUtterance &utterance : corpora[c]) {
      if (cancel.cancelled())
        return make_error(ErrorCode::cancelled, "Reading the corpora was stopped.");
      if (progress && static_cast<int64_t>(done) % 200 == 0)
        progress({done / all, "Reading " + set.config.corpora[c].name});
      done += 1;
      const auto samples = samples_of(utterance.file, cancel);
      if (!samples.ok()) {
        complain(samples.error());
        continue;
      }
      const auto input = speech_input(*samples);
      if (!input) {
        complain(make_error(ErrorCode::bad_format, "There is no voice in it; it is left out.",
                            utterance.file));
        continue;
      }
      const auto emotion = std::lower_bound(set.config.emotions.begin(), set.config.emotions.end(),
                                            utterance.emotion) -
                           set.config.emotions.begin();
      kinds.insert(emotion);
      set.clips.push_back({input->mel.to(torch::kFloat16), input->active, static_cast<int>(c),
                           static_cast<int>(emotion), static_cast<int>(utterance.polarity)});
      set.speakers.push_back(utterance.speaker);
      set.files.push_back(utterance.file);
    }
    set.config.corpora[c].emotions.assign(kinds.begin(), kinds.end());
  }
  return set;
}

std::vector<SpeechClip> clips_of(const SpeechSet &set, bool dev) {
  std::vector<SpeechClip> chosen;
  for (std::size_t i = 0; i < set.clips.size(); ++i) {
    const auto corpus = static_cast<std::size_t>(set.clips[i].corpus);
    const auto held = speech_dev_speakers(set.config.corpora[corpus].name);
    if ((std::find(held.begin(), held.end(), set.speakers[i]) != held.end()) == dev)
      chosen.push_back(set.clips[i]);
  }
  return chosen;
}

void print(const std::vector<SpeechScores> &scores, const SpeechNetConfig &config) {
  for (std::size_t c = 0; c < scores.size(); ++c)
    std::printf("%-8s n %4lld  emotion UAR %.3f accuracy %.3f  polarity UAR %.3f accuracy %.3f\n",
                config.corpora[c].name.c_str(), static_cast<long long>(scores[c].n),
                scores[c].emotion_recall, scores[c].emotion_accuracy, scores[c].polarity_recall,
                scores[c].polarity_accuracy);
}

} // namespace affect::cli
