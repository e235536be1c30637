#include "training/encoders/audio_evaluation.h"

#include "dataset/speech_corpus.h"
#include "media/audio_reader.h"

#include <algorithm>

namespace affect {
namespace {

namespace fs = std::filesystem;

/// What is true of clips, and what the encoder says of them.
struct Classified {
  SpeechLabels labels;
  std::vector<int64_t> emotions, polarities;
};

// Adds one utterance of a corpus, by the corpus' number at the encoder.
Result<void> classify(AudioEncoder &encoder, int64_t corpus, const SpeechUtterance &utterance,
                      const fs::path &folder, const CancelToken &cancel, Classified &to) {
  AFFECT_TRY(reader, AudioReader::open(utterance.file, {}, {}, cancel));
  AFFECT_TRY(features,
             encoder.encode([&](std::size_t count) { return reader.read(count); }, cancel));
  const auto &known = encoder.config().emotions;
  const auto emotion = std::find(known.begin(), known.end(), utterance.emotion);
  if (emotion == known.end())
    return make_error(ErrorCode::usage,
                      "The encoder does not know the emotion " + utterance.emotion + ".", folder);
  to.labels.corpus.push_back(static_cast<int>(corpus));
  to.labels.emotion.push_back(static_cast<int>(emotion - known.begin()));
  to.labels.polarity.push_back(static_cast<int>(utterance.polarity));
  to.emotions.push_back(
      features ? encoder.emotions(features->vector, corpus).argmax().item<int64_t>() : -1);
  to.polarities.push_back(features ? encoder.polarity(features->vector).argmax().item<int64_t>()
                                   : -1);
  return {};
}

Result<void> classify_dev_speakers(AudioEncoder &encoder, const std::string &name,
                                   const fs::path &folder, const CancelToken &cancel,
                                   Classified &to) {
  const auto &known = encoder.config().corpora;
  const auto corpus = std::find_if(known.begin(), known.end(),
                                   [&](const SpeechCorpus &one) { return one.name == name; });
  if (corpus == known.end())
    return make_error(ErrorCode::usage,
                      "The encoder was not trained on " + name + " and has no classes for it.");
  AFFECT_TRY(utterances, read_speech_corpus(folder));
  const auto dev = speech_dev_speakers(name);
  for (const SpeechUtterance &utterance : utterances)
    if (std::find(dev.begin(), dev.end(), utterance.speaker) != dev.end())
      AFFECT_CHECK(classify(encoder, corpus - known.begin(), utterance, folder, cancel, to));
  return {};
}

} // namespace

Result<std::vector<SpeechScores>> evaluate_audio_encoder(AudioEncoder &encoder,
                                                         const SpeechFolders &folders,
                                                         const CancelToken &cancel) {
  Classified all;
  AFFECT_TRY(used, folders.used());
  for (const auto &[name, folder] : used)
    AFFECT_CHECK(classify_dev_speakers(encoder, name, folder, cancel, all));
  if (all.emotions.empty())
    return make_error(ErrorCode::usage, "Name at least one of --ravdess, --casia and --emodb.");
  return score({torch::tensor(all.emotions), torch::tensor(all.polarities)}, all.labels,
               encoder.config().corpora.size());
}

} // namespace affect
