#include "commands.h"

#include "data/speech_data.h"
#include "dataset/speech_corpus.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <set>

namespace affect::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  SpeechData data;
  fs::path out;
  AudioTrainingOptions training;
  std::vector<int64_t> channels = {16, 32, 48, 64};
  int64_t width = 128;
  double dropout = 0.3;
  int threads = 1;
  std::string folds;
};

SpeechNet fresh(const SpeechSet &set, const Options &options, std::uint64_t seed) {
  SpeechNetConfig config = set.config;
  std::copy_n(options.channels.begin(), config.channels.size(), config.channels.begin());
  config.width = options.width;
  config.dropout = options.dropout;
  torch::manual_seed(static_cast<int64_t>(seed));
  return SpeechNet(config);
}

// Fold of every clip, by its speaker; -1 where the speaker takes no part. Of a corpus with fewer
// speakers than folds everything trains the folds beyond.
std::vector<int> speaker_folds(const SpeechSet &set, int folds, bool dev_too) {
  std::vector<int> fold(set.clips.size(), -1);
  for (std::size_t corpus = 0; corpus < set.config.corpora.size(); ++corpus) {
    const auto dev = speech_dev_speakers(set.config.corpora[corpus].name);
    std::set<std::string> speakers;
    for (std::size_t i = 0; i < set.clips.size(); ++i)
      if (set.clips[i].corpus == static_cast<int>(corpus) &&
          (dev_too || std::find(dev.begin(), dev.end(), set.speakers[i]) == dev.end()))
        speakers.insert(set.speakers[i]);
    std::map<std::string, int> of_speaker;
    for (const std::string &speaker : speakers) {
      const auto number = static_cast<int>(of_speaker.size());
      of_speaker[speaker] = number % folds;
    }
    for (std::size_t i = 0; i < set.clips.size(); ++i)
      if (set.clips[i].corpus == static_cast<int>(corpus))
        if (const auto found = of_speaker.find(set.speakers[i]); found != of_speaker.end())
          fold[i] = found->second;
  }
  return fold;
}

// Every speaker is scored once, by a network that has never heard him or her.
Result<void> cross_validate_speakers(const SpeechSet &set, const Options &options, int folds,
                                     bool dev_too) {
  const auto fold = speaker_folds(set, folds, dev_too);
  std::vector<SpeechClip> scored;
  std::vector<torch::Tensor> emotions, polarities;
  for (int number = 0; number < folds; ++number) {
    std::vector<SpeechClip> train, held;
    for (std::size_t i = 0; i < set.clips.size(); ++i)
      if (fold[i] >= 0)
        (fold[i] == number ? held : train).push_back(set.clips[i]);
    AudioTrainingOptions training = options.training;
    training.folder.clear();
    training.seed = options.training.seed + static_cast<std::uint64_t>(number);
    auto network = fresh(set, options, training.seed);
    AFFECT_CHECK(train_audio(network, train, {}, training, progress_line(), interrupt_token()));
    const auto said = predict(*network, held);
    std::printf("fold %d\n", number + 1);
    print(score(said, held, set.config.corpora.size()), set.config);
    std::fflush(stdout);
    scored.insert(scored.end(), held.begin(), held.end());
    emotions.push_back(said.emotion);
    polarities.push_back(said.polarity);
  }
  std::printf("every speaker once\n");
  print(score({torch::cat(emotions), torch::cat(polarities)}, scored, set.config.corpora.size()),
        set.config);
  return {};
}

Result<void> write_metrics(const fs::path &file, const std::vector<SpeechScores> &scores,
                           const SpeechNetConfig &config) {
  nlohmann::ordered_json json;
  for (std::size_t c = 0; c < scores.size(); ++c)
    json[config.corpora[c].name] = {{"n", scores[c].n},
                                    {"emotion_recall", scores[c].emotion_recall},
                                    {"emotion_accuracy", scores[c].emotion_accuracy},
                                    {"polarity_recall", scores[c].polarity_recall},
                                    {"polarity_accuracy", scores[c].polarity_accuracy}};
  std::ofstream out(file, std::ios::trunc);
  out << json.dump(1) << '\n';
  if (!out.flush())
    return make_error(ErrorCode::unreadable, "The file cannot be written; check the folder.", file);
  return {};
}

Result<void> train_audio_encoder(Options options) {
  use_threads(options.threads);
  const auto cancel = interrupt_token();
  AFFECT_TRY(set, read_speech(options.data, progress_line(true), cancel));
  if (options.folds == "train")
    return cross_validate_speakers(set, options, 4, false);
  if (options.folds == "all")
    return cross_validate_speakers(set, options, 5, true);
  if (options.out.empty())
    return make_error(ErrorCode::usage, "--out is needed: the folder of the encoder.");
  std::error_code error;
  fs::create_directories(options.out, error);
  if (error)
    return make_error(ErrorCode::unreadable, "The folder cannot be made: " + error.message() + ".",
                      options.out);
  options.training.folder = options.out;
  auto network = fresh(set, options, options.training.seed);
  const auto dev = clips_of(set, true);
  AFFECT_CHECK(train_audio(network, clips_of(set, false), dev, options.training,
                           progress_line(true), cancel));
  AFFECT_CHECK(write_speech_folder(options.out, *network));
  const auto scores = score(predict(*network, dev), dev, set.config.corpora.size());
  print(scores, set.config);
  return write_metrics(options.out / "metrics.json", scores, set.config);
}

} // namespace

void add_train_audio_encoder(CLI::App &encoder, Run &run) {
  auto *command =
      encoder.add_subcommand("audio", "Train the compact audio encoder on acted emotional speech");
  auto options = std::make_shared<Options>();
  auto &training = options->training;
  add_speech_data(*command, options->data);
  command->add_option("--out", options->out, "Folder of the encoder");
  command->add_option("--epochs", training.epochs)
      ->capture_default_str()
      ->check(CLI::Range(1, 10'000));
  command->add_option("--batch-size", training.batch_size)
      ->capture_default_str()
      ->check(CLI::Range(1, 4096));
  command->add_option("--rate", training.rate)->capture_default_str();
  command->add_option("--weight-decay", training.weight_decay)->capture_default_str();
  command->add_option("--mixup", training.augmentation.mixup)
      ->capture_default_str()
      ->check(CLI::Range(0.0, 10.0));
  command->add_option("--noise", training.augmentation.noise, "Share of clips with noise")
      ->capture_default_str();
  command->add_option("--masks", training.augmentation.masks, "Masked bands and stretches a clip")
      ->capture_default_str();
  command
      ->add_option("--crop", training.augmentation.crop,
                   "Frames of 10 ms of a clip that a step sees")
      ->capture_default_str()
      ->check(CLI::Range(40, 3000));
  command
      ->add_option("--tempo", training.augmentation.tempo,
                   "Logarithm of the most that speed is changed by")
      ->capture_default_str();
  command
      ->add_option("--shift", training.augmentation.shift, "Bands the spectrum is moved by at most")
      ->capture_default_str();
  command->add_option("--channels", options->channels)->expected(4)->check(CLI::Range(1, 512));
  command->add_option("--width", options->width, "Of a time step")
      ->capture_default_str()
      ->check(CLI::Range(1, 2048));
  command->add_option("--dropout", options->dropout)
      ->capture_default_str()
      ->check(CLI::Range(0.0, 0.95));
  command->add_option("--seed", training.seed)->capture_default_str();
  command->add_option("--threads", options->threads, "0: all processors")->capture_default_str();
  command
      ->add_option("--folds", options->folds,
                   "Train no encoder, but score every speaker by networks that have not heard "
                   "them: train (four folds "
                   "of the training speakers, to choose settings by) or all (five folds of all)")
      ->check(CLI::IsMember({"train", "all"}));
  command->add_flag("--resume", training.resume, "Go on from the folder's checkpoint");
  command->callback(
      [=, &run] { run = [=] { return exit_code_of(train_audio_encoder(*options)); }; });
}

} // namespace affect::cli
