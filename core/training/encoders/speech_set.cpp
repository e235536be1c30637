#include "training/encoders/speech_set.h"

#include "dataset/speech_corpus.h"
#include "features/speech_input.h"
#include "media/audio_reader.h"

#include <algorithm>
#include <map>
#include <set>

namespace affect {
namespace {

constexpr std::size_t longest_utterance = 60 * 16'000;

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

// The corpora's lists; `set` gets their names and their emotions.
Result<std::vector<std::vector<SpeechUtterance>>> read_lists(const SpeechFolders &folders,
                                                             SpeechSet &set) {
  std::vector<std::vector<SpeechUtterance>> corpora;
  std::set<std::string> emotions;
  AFFECT_TRY(used, folders.used());
  for (const auto &[name, folder] : used) {
    AFFECT_TRY(utterances, read_speech_corpus(folder));
    for (const SpeechUtterance &utterance : utterances)
      emotions.insert(utterance.emotion);
    set.config.corpora.push_back({name, {}});
    corpora.push_back(std::move(utterances));
  }
  set.config.emotions.assign(emotions.begin(), emotions.end());
  return corpora;
}

// Adds a clip of the corpus. Errors: as AudioReader; bad_format (no voice).
Result<void> add_clip(SpeechSet &set, std::size_t corpus, const SpeechUtterance &utterance,
                      const CancelToken &cancel) {
  AFFECT_TRY(samples, samples_of(utterance.file, cancel));
  const auto input = speech_input(samples);
  if (!input)
    return make_error(ErrorCode::bad_format, "There is no voice in it; it is left out.",
                      utterance.file);
  const auto &emotions = set.config.emotions;
  const auto emotion =
      std::lower_bound(emotions.begin(), emotions.end(), utterance.emotion) - emotions.begin();
  set.clips.push_back({input->mel.to(torch::kFloat16), input->active, static_cast<int>(corpus),
                       static_cast<int>(emotion), static_cast<int>(utterance.polarity)});
  set.speakers.push_back(utterance.speaker);
  set.files.push_back(utterance.file);
  return {};
}

bool is_dev_speaker(const SpeechSet &set, std::size_t clip) {
  const auto corpus = static_cast<std::size_t>(set.clips[clip].corpus);
  const auto dev = speech_dev_speakers(set.config.corpora[corpus].name);
  return std::find(dev.begin(), dev.end(), set.speakers[clip]) != dev.end();
}

} // namespace

Result<std::vector<std::pair<std::string, std::filesystem::path>>> SpeechFolders::used() const {
  std::vector<std::pair<std::string, std::filesystem::path>> all;
  for (const auto &[name, folder] :
       {std::pair("ravdess", ravdess), std::pair("casia", casia), std::pair("emodb", emodb)})
    if (!folder.empty())
      all.emplace_back(name, folder);
  if (all.empty())
    return make_error(ErrorCode::usage, "Name at least one of --ravdess, --casia and --emodb.");
  return all;
}

Result<SpeechSet> read_speech_set(const SpeechFolders &folders, const Reporting &reporting) {
  SpeechSet set;
  AFFECT_TRY(corpora, read_lists(folders, set));
  double all = 0, done = 0;
  for (const auto &corpus : corpora)
    all += static_cast<double>(corpus.size());
  for (std::size_t c = 0; c < corpora.size(); ++c) {
    std::set<int64_t> emotions;
    for (const SpeechUtterance &utterance : corpora[c]) {
      if (reporting.cancel.cancelled())
        return make_error(ErrorCode::cancelled, "Reading the corpora was stopped.");
      if (reporting.progress && static_cast<int64_t>(done) % 200 == 0)
        reporting.progress({done / all, "Reading " + set.config.corpora[c].name});
      done += 1;
      if (const auto added = add_clip(set, c, utterance, reporting.cancel); added.ok())
        emotions.insert(set.clips.back().emotion);
      else if (reporting.skipped)
        reporting.skipped(added.error());
    }
    set.config.corpora[c].emotions.assign(emotions.begin(), emotions.end());
  }
  return set;
}

std::vector<SpeechClip> clips_of(const SpeechSet &set, bool dev) {
  std::vector<SpeechClip> chosen;
  for (std::size_t i = 0; i < set.clips.size(); ++i)
    if (is_dev_speaker(set, i) == dev)
      chosen.push_back(set.clips[i]);
  return chosen;
}

std::vector<int> speaker_folds(const SpeechSet &set, int folds, bool dev_too) {
  std::vector<int> fold(set.clips.size(), -1);
  for (std::size_t corpus = 0; corpus < set.config.corpora.size(); ++corpus) {
    std::map<std::string, int> of_speaker; // in the order of their names
    for (std::size_t i = 0; i < set.clips.size(); ++i)
      if (set.clips[i].corpus == static_cast<int>(corpus) && (dev_too || !is_dev_speaker(set, i)))
        of_speaker[set.speakers[i]] = 0;
    int number = 0;
    for (auto &[speaker, its_fold] : of_speaker)
      its_fold = number++ % folds;
    for (std::size_t i = 0; i < set.clips.size(); ++i)
      if (set.clips[i].corpus == static_cast<int>(corpus))
        if (const auto found = of_speaker.find(set.speakers[i]); found != of_speaker.end())
          fold[i] = found->second;
  }
  return fold;
}

} // namespace affect
