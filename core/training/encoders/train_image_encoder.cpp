#include "training/encoders/train_image_encoder.h"

#include "base/atomic_file.h"
#include "base/json_file.h"
#include "dataset/mvsa.h"
#include "evaluation/evaluation_json.h"
#include "features/image_tensor.h"
#include "training/encoders/encoder_folder.h"

#include <sstream>

namespace affect {
namespace {

namespace fs = std::filesystem;

Result<void> write_curve(const fs::path &file, const std::vector<ImageTuningEpoch> &curve) {
  std::ostringstream rows;
  rows << "epoch,loss,training_accuracy,seconds\n";
  for (const ImageTuningEpoch &epoch : curve)
    rows << epoch.epoch << ',' << epoch.loss << ',' << epoch.accuracy << ',' << epoch.seconds
         << '\n';
  AFFECT_TRY(out, AtomicFile::create(file));
  AFFECT_CHECK(out.write(rows.str()));
  return out.commit();
}

std::vector<ImageTarget> targets_of(const std::vector<LabelledPost> &posts) {
  std::vector<ImageTarget> targets;
  for (std::size_t i = 0; i < posts.size(); ++i)
    targets.push_back({static_cast<std::int64_t>(i),
                       posts[i].image ? static_cast<int>(*posts[i].image) : -1,
                       posts[i].joint ? static_cast<int>(*posts[i].joint) : -1});
  return targets;
}

} // namespace

Result<void> write_image_encoder(const fs::path &folder, const TunedImageEncoder &tuned) {
  StateDict state = tuned.state;
  std::erase_if(state, [](const auto &item) { return item.first.starts_with("_fc."); });
  AFFECT_CHECK(write_state(folder / "model.safetensors", state, true, {{"format", "pt"}}));
  AFFECT_CHECK(
      write_preprocess(folder / "preprocessor_config.json", ImagePreprocess::efficientnet_lite()));
  nlohmann::ordered_json config;
  config["model_type"] = "efficientnet-lite0";
  config["image_size"] = 224;
  config["grid"] = {7, 7};
  config["hidden_size"] = EfficientNetLite0Impl::grid_width;
  AFFECT_CHECK(write_json_file(folder / "config.json", config));
  return write_curve(folder / "curves.csv", tuned.curve);
}

Result<void> train_image_encoder(const ImageEncoderTraining &training, const Reporting &reporting) {
  AFFECT_CHECK(make_encoder_folder(training.out));
  AFFECT_TRY(ids, read_split(training.train));
  AFFECT_TRY(set, load_mvsa(training.root, ids));
  if (reporting.skipped)
    for (const Error &one : set.errors)
      reporting.skipped(one);
  AFFECT_TRY(start, read_state(training.start / "model.safetensors"));
  const auto picture = [&](std::int64_t index) -> Result<torch::Tensor> {
    AFFECT_TRY(image, load_image(set.posts[static_cast<std::size_t>(index)].source.image));
    return image_tensor(image, ImagePreprocess::efficientnet_lite());
  };
  AFFECT_TRY(trunk, trunk_activations(start, static_cast<std::int64_t>(set.posts.size()), picture,
                                      training.first_block, reporting.progress, reporting.cancel));
  AFFECT_TRY(tuned, tune_image_encoder(start, trunk, targets_of(set.posts), training.tuning,
                                       reporting.progress, reporting.cancel));
  return write_image_encoder(training.out, tuned);
}

} // namespace affect
