#include "analysis/analyzer_impl.h"
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

} // namespace

Result<std::string> precision_on(const std::string &device, Precision precision) {
  AFFECT_TRY(found, device_called(device));
  AFFECT_TRY(type, type_of(precision, found));
  return name_of(type);
}

Precision precision_called(const std::string &name) {
  return name == "bf16" ? Precision::bf16 : name == "fp16" ? Precision::fp16 : Precision::fp32;
}

// The first run of a network builds its kernels; better now than under the analyst's first click.
Result<void> Analyzer::Impl::warm_up() {
  Post warm;
  warm.text = "warm up";
  auto picture = std::make_shared<Image>();
  picture->width = picture->height = 8;
  picture->rgb.assign(8 * 8 * 3, 127);
  warm.image = picture;
  AFFECT_TRY(reading, read(warm, {}, {}));
  static_cast<void>(reading);
  return {};
}

Result<void> Analyzer::Impl::load(const std::filesystem::path &folder,
                                  const AnalyzerOptions &options, torch::Device device,
                                  const Impl *like) {
  try {
    AFFECT_TRY(opened,
               load_bundle(folder, options.precision, like ? &like->bundle : nullptr, device));
    bundle = std::move(opened);
    if (like)
      share_features(*like);
    info = info_of(bundle, folder);
    return warm_up();
  } catch (const std::exception &error) {
    return make_error(ErrorCode::bad_format,
                      std::string("The model cannot be run: ") + error.what(), folder);
  }
}

Result<std::unique_ptr<Analyzer>> Analyzer::open(const AnalyzerOptions &options,
                                                 const Analyzer *like) {
  AFFECT_TRY(device, device_called(options.device));
  const int threads = options.threads > 0 ? options.threads : processor_count();
  at::set_num_threads(threads);
  set_blas_threads(threads);
  AFFECT_TRY(folder, resolve_bundle(options.bundle));
  std::unique_ptr<Analyzer> analyzer(new Analyzer);
  const Impl *const other = like ? like->impl_.get() : nullptr;
  auto loaded = analyzer->impl_->load(folder, options, device, other);
  // A GPU that nobody asked for and that will not do, being full perhaps or too old, is no reason
  // not to read.
  if (!loaded.ok() && !device.is_cpu() && (options.device.empty() || options.device == "auto")) {
    analyzer->impl_ = std::make_unique<Impl>();
    loaded = analyzer->impl_->load(folder, options, torch::kCPU, other);
  }
  AFFECT_CHECK(loaded);
  return analyzer;
}

} // namespace affect
