#include "commands.h"

#include "training/encoders/train_image_encoder.h"

#include <memory>

namespace affect::cli {
namespace {

struct Options {
  ImageEncoderTraining encoder;
  int threads = 0;
};

Result<void> train(const Options &options) {
  use_threads(options.threads);
  return train_image_encoder(options.encoder, {progress_line(true), interrupt_token(), complain});
}

} // namespace

void add_train_image_encoder(CLI::App &encoder, Run &run) {
  auto *command = encoder.add_subcommand(
      "image", "Tune the compact image encoder on the labels of MVSA's images");
  auto options = std::make_shared<Options>();
  ImageEncoderTraining &training = options->encoder;
  command
      ->add_option("--start", training.start, "Folder of EfficientNet-Lite0 weights to start from")
      ->required();
  command->add_option("--root", training.root, "MVSA folder")->required();
  command->add_option("--train", training.train, "File of the ids whose labels may be read")
      ->required();
  command->add_option("--out", training.out, "Folder of the encoder")->required();
  command
      ->add_option("--first-block", training.first_block, "Blocks before this one stay as they are")
      ->capture_default_str()
      ->check(CLI::Range(0, EfficientNetLite0Impl::block_count));
  command->add_option("--epochs", training.tuning.epochs)->capture_default_str();
  command->add_option("--rate", training.tuning.rate)->capture_default_str();
  command->add_option("--seed", training.tuning.seed)->capture_default_str();
  command->add_option("--threads", options->threads, "0: all processors")->capture_default_str();
  command->callback([=, &run] { run = [=] { return exit_code_of(train(*options)); }; });
}

} // namespace affect::cli
