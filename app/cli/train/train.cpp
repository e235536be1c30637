#include "commands.h"

namespace affect::cli {

void add_train(CLI::App &app, Run &run) {
  auto *train = app.add_subcommand("train", "Train a system, an encoder or the tokenizer");
  train->require_subcommand(1);
  add_train_systems(*train, run);
  add_train_tokenizer(*train, run);
  auto *encoder = train->add_subcommand("encoder", "Train a shared encoder");
  encoder->require_subcommand(1);
  add_train_text_encoder(*encoder, run);
  add_train_image_encoder(*encoder, run);
  add_train_face_encoder(*encoder, run);
  add_train_audio_encoder(*encoder, run);
}

} // namespace affect::cli
