#include "commands.h"

#include "data/speech_data.h"
#include "training/encoders/train_audio_encoder.h"

#include <cstdio>
#include <memory>

namespace affect::cli {
namespace {

struct Options {
  SpeechFolders folders;
  AudioEncoderTraining encoder;
  int threads = 1;
  std::string folds;
};

Result<void> cross_validation(const SpeechSet &set, const Options &options, int folds,
                              bool dev_too) {
  const auto print_fold = [&](int fold, const std::vector<SpeechScores> &scores) {
    std::printf("fold %d\n", fold);
    print(scores, set.config);
    std::fflush(stdout);
  };
  AFFECT_TRY(scores, cross_validate_speakers(set, options.encoder, folds, dev_too, print_fold,
                                             progress_line(), interrupt_token()));
  std::printf("every speaker once\n");
  print(scores, set.config);
  return {};
}

Result<void> train(const Options &options) {
  use_threads(options.threads);
  const auto cancel = interrupt_token();
  AFFECT_TRY(set, read_speech_set(options.folders, {progress_line(true), cancel, complain}));
  if (options.folds == "train")
    return cross_validation(set, options, 4, false);
  if (options.folds == "all")
    return cross_validation(set, options, 5, true);
  if (options.encoder.training.folder.empty())
    return make_error(ErrorCode::usage, "--out is needed: the folder of the encoder.");
  AFFECT_TRY(scores, train_audio_encoder(set, options.encoder, progress_line(true), cancel));
  print(scores, set.config);
  return {};
}

} // namespace

void add_train_audio_encoder(CLI::App &encoder, Run &run) {
  auto *command =
      encoder.add_subcommand("audio", "Train the compact audio encoder on acted emotional speech");
  auto options = std::make_shared<Options>();
  auto &training = options->encoder.training;
  add_speech_data(*command, options->folders);
  command->add_option("--out", training.folder, "Folder of the encoder");
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
  command->add_option("--channels", options->encoder.channels)
      ->expected(4)
      ->check(CLI::Range(1, 512));
  command->add_option("--width", options->encoder.width, "Of a time step")
      ->capture_default_str()
      ->check(CLI::Range(1, 2048));
  command->add_option("--dropout", options->encoder.dropout)
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
  command->callback([=, &run] { run = [=] { return exit_code_of(train(*options)); }; });
}

} // namespace affect::cli
