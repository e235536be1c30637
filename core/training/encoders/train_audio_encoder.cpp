#include "training/encoders/train_audio_encoder.h"

#include "base/json_file.h"
#include "evaluation/evaluation_json.h"
#include "nn/speech_net.h"
#include "training/encoders/encoder_folder.h"

#include <algorithm>

namespace affect {
namespace {

SpeechNet new_network(const SpeechSet &set, const AudioEncoderTraining &training,
                      std::uint64_t seed) {
  SpeechNetConfig config = set.config;
  std::copy_n(training.channels.begin(), config.channels.size(), config.channels.begin());
  config.width = training.width;
  config.dropout = training.dropout;
  torch::manual_seed(static_cast<int64_t>(seed));
  return SpeechNet(config);
}

nlohmann::ordered_json to_json(const std::vector<SpeechScores> &scores,
                               const SpeechNetConfig &config) {
  nlohmann::ordered_json json;
  for (std::size_t c = 0; c < scores.size(); ++c)
    json[config.corpora[c].name] = {{"n", scores[c].n},
                                    {"emotion_recall", scores[c].emotion_recall},
                                    {"emotion_accuracy", scores[c].emotion_accuracy},
                                    {"polarity_recall", scores[c].polarity_recall},
                                    {"polarity_accuracy", scores[c].polarity_accuracy}};
  return json;
}

} // namespace

Result<std::vector<SpeechScores>> train_audio_encoder(const SpeechSet &set,
                                                      const AudioEncoderTraining &training,
                                                      const ProgressFn &progress,
                                                      const CancelToken &cancel) {
  const auto &folder = training.training.folder;
  AFFECT_CHECK(make_encoder_folder(folder));
  auto network = new_network(set, training, training.training.seed);
  const auto dev = clips_of(set, true);
  AFFECT_CHECK(
      train_audio(network, clips_of(set, false), dev, training.training, progress, cancel));
  AFFECT_CHECK(write_speech_folder(folder, *network));
  const auto scores = score(predict(*network, dev), labels_of(dev), set.config.corpora.size());
  AFFECT_CHECK(write_json_file(folder / "metrics.json", to_json(scores, set.config)));
  return scores;
}

Result<std::vector<SpeechScores>>
cross_validate_speakers(const SpeechSet &set, const AudioEncoderTraining &training, int folds,
                        bool dev_too, const FoldScored &fold_scored, const ProgressFn &progress,
                        const CancelToken &cancel) {
  const auto fold = speaker_folds(set, folds, dev_too);
  std::vector<SpeechClip> scored;
  std::vector<torch::Tensor> emotions, polarities;
  for (int number = 0; number < folds; ++number) {
    std::vector<SpeechClip> train, held_out;
    for (std::size_t i = 0; i < set.clips.size(); ++i)
      if (fold[i] >= 0)
        (fold[i] == number ? held_out : train).push_back(set.clips[i]);
    AudioTrainingOptions options = training.training;
    options.folder.clear();
    options.seed = training.training.seed + static_cast<std::uint64_t>(number);
    auto network = new_network(set, training, options.seed);
    AFFECT_CHECK(train_audio(network, train, {}, options, progress, cancel));
    const auto predicted = predict(*network, held_out);
    if (fold_scored)
      fold_scored(number + 1, score(predicted, labels_of(held_out), set.config.corpora.size()));
    scored.insert(scored.end(), held_out.begin(), held_out.end());
    emotions.push_back(predicted.emotion);
    polarities.push_back(predicted.polarity);
  }
  return score({torch::cat(emotions), torch::cat(polarities)}, labels_of(scored),
               set.config.corpora.size());
}

} // namespace affect
