#include "analysis/loaded_model.h"

#include "base/cpu.h"
#include "nn/device.h"

#include <ATen/Parallel.h>

namespace affect {
namespace {

ModelInfo info_of(const LoadedBundle &bundle, const std::filesystem::path &folder) {
  ModelInfo info;
  info.id = bundle.manifest.id;
  info.system = bundle.manifest.system;
  info.text_encoder = bundle.text->id();
  if (!bundle.words_only())
    info.image_encoder = bundle.follows_face() ? bundle.faces->id() : bundle.image->id();
  info.device = bundle.device.str();
  info.precision = name_of(bundle.type);
  info.folder = folder;
  info.audio_encoder = bundle.audio ? bundle.audio->id() : std::string();
  info.face_encoder = bundle.faces ? bundle.faces->id() : std::string();
  info.text_tuned_blocks = bundle.manifest.text.tuned_blocks;
  info.image_tuned_blocks = bundle.manifest.image.tuned_blocks;
  info.translates = bundle.system->translates();
  return info;
}

// The first run of a network builds its kernels; better now than under the analyst's first click.
Result<void> warm_up(const LoadedModel &model) {
  torch::NoGradGuard frozen;
  Post post;
  post.text = "warm up";
  auto picture = std::make_shared<Image>();
  picture->width = picture->height = 8;
  picture->rgb.assign(8 * 8 * 3, 127);
  post.image = picture;
  InputCache nothing_kept;
  AFFECT_TRY(encoded, model.builder.build([&]() -> Result<const Post *> { return &post; }, false,
                                          nothing_kept, {}));
  const auto tensors = tensors_of(encoded, model.builder.plan().sight);
  model.bundle.run(collate({tensors}, model.bundle.system->config()), true);
  return {};
}

Result<std::unique_ptr<LoadedModel>> load(const std::filesystem::path &folder, Precision precision,
                                          torch::Device device, const LoadedModel *sharing) {
  try {
    AFFECT_TRY(bundle,
               load_bundle(folder, precision, sharing ? &sharing->bundle : nullptr, device));
    InputPlan plan = bundle.plan();
    plan.frame_by_frame = true;
    const InputBuilder builder(plan, bundle.encoders());
    auto info = info_of(bundle, folder);
    auto model =
        std::make_unique<LoadedModel>(LoadedModel{std::move(bundle), std::move(info), builder});
    AFFECT_CHECK(warm_up(*model));
    return model;
  } catch (const std::exception &error) {
    return make_error(ErrorCode::bad_format,
                      std::string("The model cannot be run: ") + error.what(), folder);
  }
}

} // namespace

Result<std::string> precision_on(const std::string &device, Precision precision) {
  AFFECT_TRY(found, device_called(device));
  AFFECT_TRY(type, type_of(precision, found));
  return name_of(type);
}

Precision precision_called(const std::string &name) {
  return name == "bf16" ? Precision::bf16 : name == "fp16" ? Precision::fp16 : Precision::fp32;
}

Result<std::unique_ptr<LoadedModel>> LoadedModel::open(const AnalyzerOptions &options,
                                                       const LoadedModel *sharing) {
  AFFECT_TRY(device, device_called(options.device));
  const int threads = options.threads > 0 ? options.threads : processor_count();
  at::set_num_threads(threads);
  set_blas_threads(threads);
  AFFECT_TRY(folder, resolve_bundle(options.bundle));
  auto model = load(folder, options.precision, device, sharing);
  // A GPU that nobody asked for and that will not do, being full perhaps or too old, is no reason
  // not to read.
  const bool chosen = !options.device.empty() && options.device != "auto";
  if (!model.ok() && !device.is_cpu() && !chosen)
    return load(folder, options.precision, torch::kCPU, sharing);
  return model;
}

} // namespace affect
