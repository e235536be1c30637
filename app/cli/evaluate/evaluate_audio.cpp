#include "evaluate/evaluate_audio.h"

#include "commands.h"
#include "dataset/speech_corpus.h"
#include "features/audio_encoder.h"
#include "media/audio_reader.h"

#include <algorithm>
#include <cstdio>

namespace affect::cli {
namespace {

namespace fs = std::filesystem;

/// One corpus' dev speakers as the encoder hears them: the files themselves, read and encoded as
/// the program does.
Result<void> hear(AudioEncoder &encoder, const std::string &name, const fs::path &folder,
                  std::vector<SpeechClip> &truth, std::vector<int64_t> &emotions,
                  std::vector<int64_t> &polarities, const CancelToken &cancel) {
  const auto &known = encoder.config();
  const auto corpus = std::find_if(known.corpora.begin(), known.corpora.end(),
                                   [&](const SpeechCorpus &one) { return one.name == name; });
  if (corpus == known.corpora.end())
    return make_error(ErrorCode::usage,
                      "The encoder was not trained on " + name + " and has no classes for it.");
  const auto number = corpus - known.corpora.begin();
  AFFECT_TRY(utterances, read_speech_corpus(folder));
  const auto dev = speech_dev_speakers(name);
  for (const SpeechUtterance &utterance : utterances) {
    if (std::find(dev.begin(), dev.end(), utterance.speaker) == dev.end())
      continue;
    AFFECT_TRY(reader, AudioReader::open(utterance.file, {}, {}, cancel));
    AFFECT_TRY(heard,
               encoder.encode([&](std::size_t count) { return reader.read(count); }, cancel));
    const auto emotion = std::find(known.emotions.begin(), known.emotions.end(), utterance.emotion);
    if (emotion == known.emotions.end())
      return make_error(ErrorCode::usage,
                        "The encoder does not know the emotion " + utterance.emotion + ".", folder);
    truth.push_back({{},
                     {},
                     static_cast<int>(number),
                     static_cast<int>(emotion - known.emotions.begin()),
                     static_cast<int>(utterance.polarity)});
    // A clip in which nothing is heard counts as wrong.
    emotions.push_back(heard ? encoder.emotions(heard->vector, number).argmax().item<int64_t>()
                             : -1);
    polarities.push_back(heard ? encoder.polarity(heard->vector).argmax().item<int64_t>() : -1);
  }
  return {};
}

} // namespace

Result<void> evaluate_audio(const fs::path &folder, const SpeechData &data, int threads) {
  use_threads(threads);
  AFFECT_TRY(encoder, AudioEncoder::open(folder, torch::kFloat32));
  std::vector<SpeechClip> truth;
  std::vector<int64_t> emotions, polarities;
  const auto cancel = interrupt_token();
  for (const auto &[name, path] : {std::pair("ravdess", data.ravdess),
                                   std::pair("casia", data.casia), std::pair("emodb", data.emodb)})
    if (!path.empty())
      AFFECT_CHECK(hear(*encoder, name, path, truth, emotions, polarities, cancel));
  if (truth.empty())
    return make_error(ErrorCode::usage, "Name at least one of --ravdess, --casia and --emodb.");
  print(score({torch::tensor(emotions), torch::tensor(polarities)}, truth,
              encoder->config().corpora.size()),
        encoder->config());
  return {};
}

} // namespace affect::cli
