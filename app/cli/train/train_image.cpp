#include "commands.h"

#include "dataset/mvsa.h"
#include "features/image_tensor.h"
#include "training/encoders/image_tuning.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <iostream>
#include <memory>

namespace affect::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  fs::path start, root, train, out;
  int first_block = 11;
  int threads = 0;
  ImageTuningOptions tuning;
};

Result<void> write_encoder(const fs::path &out, StateDict state, const TunedImageEncoder &tuned) {
  // The classifier belongs to the training, not to the encoder.
  for (auto at = state.begin(); at != state.end();)
    at = at->first.starts_with("_fc.") ? state.erase(at) : std::next(at);
  AFFECT_CHECK(write_state(out / "model.safetensors", state, true, {{"format", "pt"}}));
  AFFECT_CHECK(
      write_preprocess(out / "preprocessor_config.json", ImagePreprocess::efficientnet_lite()));
  nlohmann::ordered_json config;
  config["model_type"] = "efficientnet-lite0";
  config["image_size"] = 224;
  config["grid"] = {7, 7};
  config["hidden_size"] = EfficientNetLite0Impl::grid_width;
  std::ofstream file(out / "config.json", std::ios::trunc);
  file << config.dump(1) << '\n';
  std::ofstream curves(out / "curves.csv", std::ios::trunc);
  curves << "epoch,loss,training_accuracy,seconds\n";
  for (const ImageTuningEpoch &epoch : tuned.curve)
    curves << epoch.epoch << ',' << epoch.loss << ',' << epoch.accuracy << ',' << epoch.seconds
           << '\n';
  if (!file.flush() || !curves.flush())
    return make_error(ErrorCode::unreadable, "The encoder cannot be written; check the folder.",
                      out);
  return {};
}

Result<void> train_image_encoder(const Options &options) {
  use_threads(options.threads);
  std::error_code error;
  fs::create_directories(options.out, error);
  if (error)
    return make_error(ErrorCode::unreadable, "The folder cannot be made: " + error.message() + ".",
                      options.out);
  AFFECT_TRY(ids, read_split(options.train));
  AFFECT_TRY(set, load_mvsa(options.root, ids));
  for (const Error &one : set.errors)
    complain(one);
  AFFECT_TRY(start, read_state(options.start / "model.safetensors"));
  const auto picture = [&](std::int64_t index) -> Result<torch::Tensor> {
    AFFECT_TRY(image, load_image(set.posts[static_cast<std::size_t>(index)].source.image));
    return image_tensor(image, ImagePreprocess::efficientnet_lite());
  };
  const auto progress = progress_line(true);
  const auto cancel = interrupt_token();
  AFFECT_TRY(trunk, trunk_activations(start, static_cast<std::int64_t>(set.posts.size()), picture,
                                      options.first_block, progress, cancel));
  std::vector<ImageTarget> targets;
  for (std::size_t i = 0; i < set.posts.size(); ++i) {
    const LabelledPost &post = set.posts[i];
    targets.push_back({static_cast<std::int64_t>(i),
                       post.image ? static_cast<int>(*post.image) : -1,
                       post.joint ? static_cast<int>(*post.joint) : -1});
  }
  AFFECT_TRY(tuned, tune_image_encoder(start, trunk, targets, options.tuning, progress, cancel));
  return write_encoder(options.out, tuned.state, tuned);
}

} // namespace

void add_train_image_encoder(CLI::App &encoder, Run &run) {
  auto *command = encoder.add_subcommand(
      "image", "Tune the compact image encoder on the labels of MVSA's images");
  auto options = std::make_shared<Options>();
  command
      ->add_option("--start", options->start, "Folder of EfficientNet-Lite0 weights to start from")
      ->required();
  command->add_option("--root", options->root, "MVSA folder")->required();
  command->add_option("--train", options->train, "File of the ids whose labels may be read")
      ->required();
  command->add_option("--out", options->out, "Folder of the encoder")->required();
  command
      ->add_option("--first-block", options->first_block, "Blocks before this one stay as they are")
      ->capture_default_str()
      ->check(CLI::Range(0, EfficientNetLite0Impl::block_count));
  command->add_option("--epochs", options->tuning.epochs)->capture_default_str();
  command->add_option("--rate", options->tuning.rate)->capture_default_str();
  command->add_option("--seed", options->tuning.seed)->capture_default_str();
  command->add_option("--threads", options->threads, "0: all processors")->capture_default_str();
  command->callback(
      [=, &run] { run = [=] { return exit_code_of(train_image_encoder(*options)); }; });
}

} // namespace affect::cli
