#include "commands.h"

#include "training/encoders/train_face_encoder.h"

#include <memory>

namespace affect::cli {
namespace {

struct Options {
  FaceEncoderTraining encoder;
  int threads = 0;
};

Result<void> train(const Options &options) {
  use_threads(options.threads);
  return train_face_encoder(options.encoder, {progress_line(), interrupt_token(), complain},
                            progress_line(true));
}

} // namespace

void add_train_face_encoder(CLI::App &encoder, Run &run) {
  auto *command = encoder.add_subcommand("face", "Train the expression encoder on FER2013's faces");
  auto options = std::make_shared<Options>();
  FaceTrainingOptions &training = options->encoder.training;
  command
      ->add_option("--root", options->encoder.root,
                   "Folder with train.csv and dev.csv (file,emotion)")
      ->required();
  command->add_option("--out", training.folder, "Folder of the encoder")->required();
  command->add_option("--start", options->encoder.start, "Folder of an encoder to go on from");
  command->add_option("--width", training.network.width, "Channels of the first stage")
      ->capture_default_str()
      ->check(CLI::Range(8, 128));
  command->add_option("--epochs", training.epochs)->capture_default_str();
  command->add_option("--rate", training.rate)->capture_default_str();
  command
      ->add_option("--erase", training.erase, "Share of the faces of which a rectangle is hidden")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command->add_option("--seed", training.seed)->capture_default_str();
  command->add_option("--threads", options->threads, "0: all processors")->capture_default_str();
  command->add_flag("--resume", training.resume, "Go on from the checkpoint in --out");
  command->callback([=, &run] { run = [=] { return exit_code_of(train(*options)); }; });
}

} // namespace affect::cli
