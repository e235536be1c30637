#include "commands.h"

#include "dataset/face_set.h"
#include "features/face_encoder.h"
#include "training/encoders/face_training.h"

#include <algorithm>
#include <memory>

namespace affect::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  fs::path root, start, out;
  int threads = 0;
  FaceTrainingOptions training;
};

Result<FaceExamples> examples(const fs::path &list, const CancelToken &cancel) {
  AFFECT_TRY(set, load_faces(list, progress_line(), cancel));
  for (const Error &one : set.errors)
    complain(one);
  const auto pixels =
      torch::empty({static_cast<int64_t>(set.faces.size()), face_side, face_side}, torch::kUInt8);
  auto *to = pixels.data_ptr<std::uint8_t>();
  for (const FaceCrop &face : set.faces)
    to = std::copy(face.grey.begin(), face.grey.end(), to);
  return FaceExamples{pixels, torch::tensor(set.labels, torch::kInt64)};
}

Result<void> train_face_encoder(Options options) {
  use_threads(options.threads);
  std::error_code error;
  fs::create_directories(options.out, error);
  if (error)
    return make_error(ErrorCode::unreadable, "The folder cannot be made: " + error.message() + ".",
                      options.out);
  const auto cancel = interrupt_token();
  AFFECT_TRY(train, examples(options.root / "train.csv", cancel));
  AFFECT_TRY(dev, examples(options.root / "dev.csv", cancel));
  if (!options.start.empty()) {
    AFFECT_TRY(state, read_state(options.start / "model.safetensors"));
    options.training.start = std::move(state);
  }
  options.training.folder = options.out;
  options.training.network.classes = static_cast<int64_t>(face_expressions.size());
  AFFECT_TRY(trained, train_face_net(train, dev, options.training, progress_line(true), cancel));
  return write_face_encoder(options.out, options.training.network,
                            {face_expressions.begin(), face_expressions.end()}, trained.state);
}

} // namespace

void add_train_face_encoder(CLI::App &encoder, Run &run) {
  auto *command = encoder.add_subcommand("face", "Train the expression encoder on FER2013's faces");
  auto options = std::make_shared<Options>();
  FaceTrainingOptions &training = options->training;
  command->add_option("--root", options->root, "Folder with train.csv and dev.csv (file,emotion)")
      ->required();
  command->add_option("--out", options->out, "Folder of the encoder")->required();
  command->add_option("--start", options->start, "Folder of an encoder to go on from");
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
  command->callback(
      [=, &run] { run = [=] { return exit_code_of(train_face_encoder(*options)); }; });
}

} // namespace affect::cli
