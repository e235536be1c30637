#include "analysis/loaded_bundle.h"

#include "base/cpu.h"
#include "base/hash.h"
#include "base/paths.h"
#include "features/tuned_encoders.h"
#include "nn/state.h"

namespace affect {

Result<torch::ScalarType> type_of(Precision precision, torch::Device device) {
  if (precision == Precision::fp16 && device.is_cpu())
    return make_error(
        ErrorCode::unsupported,
        "fp16 is for GPUs; processors compute in fp32 or bf16. Choose one of these, or a GPU.");
  const bool fast = precision == Precision::automatic && (!device.is_cpu() || has_fast_bf16());
  return precision == Precision::fp16           ? torch::kFloat16
         : precision == Precision::bf16 || fast ? torch::kBFloat16
                                                : torch::kFloat32;
}

std::string name_of(torch::ScalarType type) {
  return type == torch::kFloat16 ? "fp16" : type == torch::kBFloat16 ? "bf16" : "fp32";
}

InputEncoders LoadedBundle::encoders() const {
  return {text.get(), image.get(), faces.get(), audio.get(), picture_faces.get()};
}

InputPlan LoadedBundle::plan() const {
  const StepSource steps = words_only()                                   ? StepSource::given
                           : manifest.steps == BundleManifest::face_steps ? StepSource::faces
                                                                          : StepSource::frames;
  return plan_inputs(*system, steps, encoders());
}

SystemOutput LoadedBundle::run(const SystemInput &input, bool explain) const {
  return system->forward(input.to(device, torch::kFloat32), explain).to(torch::kCPU);
}

namespace {

// The folder's encoder, which must be the one the bundle names.
template <typename Encoder>
Result<std::shared_ptr<Encoder>> open_named(const std::filesystem::path &bundle,
                                            const BundleManifest::EncoderRef &named,
                                            torch::ScalarType type, torch::Device device) {
  AFFECT_TRY(folder, find_encoder(bundle, named.id));
  AFFECT_TRY(opened, Encoder::open(folder, type, device));
  if (opened->hash() != named.sha256)
    return make_error(
        ErrorCode::bad_format,
        "The installed encoders are not those this model was trained on; install the model again.",
        bundle);
  return std::shared_ptr<Encoder>(std::move(opened));
}

// The encoder that is in memory already, where it is the one that is named with the same tuned
// layers; else it is opened and these are laid over it.
template <typename Encoder>
Result<std::shared_ptr<Encoder>>
encoder_of(const std::filesystem::path &bundle, const BundleManifest::EncoderRef &named,
           const TunedLayers &tuned, torch::ScalarType type, torch::Device device,
           const std::shared_ptr<Encoder> &loaded) {
  if (loaded &&
      loaded->hash() == (tuned.blocks > 0 ? hash_with(named.sha256, tuned.state) : named.sha256))
    return loaded;
  AFFECT_TRY(opened, open_named<Encoder>(bundle, named, type, device));
  if (tuned.blocks > 0)
    AFFECT_CHECK(opened->lay_over(tuned, bundle / tuned_layers_file));
  return std::move(opened);
}

// Likewise of the encoders without layers to tune; null where the bundle names none.
template <typename Encoder>
Result<std::shared_ptr<Encoder>> plain_encoder(const std::filesystem::path &bundle,
                                               const BundleManifest::EncoderRef &named,
                                               torch::ScalarType type, torch::Device device,
                                               const std::shared_ptr<Encoder> &loaded) {
  if (named.id.empty())
    return std::shared_ptr<Encoder>();
  if (loaded && loaded->hash() == named.sha256)
    return loaded;
  return open_named<Encoder>(bundle, named, type, device);
}

// Whether the numbers about faces that the system reads are those that its face encoder gives.
bool fits_faces(const BundleManifest &manifest, const FaceEncoder *faces) {
  if (!manifest.reads_picture_faces())
    return true;
  return faces && PictureFaceReader::numbers_for(static_cast<int64_t>(faces->classes().size())) ==
                      static_cast<int64_t>(manifest.settings.at("faces"));
}

// Null where faces cannot be found on this machine: a picture can be read without, and the reading
// says so.
std::shared_ptr<PictureFaceReader> face_reader_of(const BundleManifest &manifest,
                                                  const std::shared_ptr<FaceEncoder> &faces,
                                                  const LoadedBundle *sharing) {
  if (!manifest.reads_picture_faces())
    return nullptr;
  if (sharing && sharing->picture_faces && sharing->faces == faces)
    return sharing->picture_faces;
  auto opened = PictureFaceReader::open(faces);
  return opened.ok() ? std::move(*opened) : nullptr;
}

SystemConfig config_of(const BundleManifest &manifest) {
  return {manifest.system,
          manifest.text_width,
          manifest.image_width,
          manifest.regions,
          manifest.settings,
          manifest.text_vector_width,
          manifest.image_vector_width,
          manifest.video_width,
          manifest.audio_width};
}

// Opens the encoders that the manifest names, or takes those of `sharing`.
Result<void> open_encoders(const std::filesystem::path &folder, const LoadedBundle *sharing,
                           LoadedBundle &bundle) {
  const BundleManifest &manifest = bundle.manifest;
  const auto type = bundle.type;
  const auto device = bundle.device;
  TunedEncoders tuned;
  if (manifest.is_tuned()) {
    AFFECT_TRY(read, read_tuned(folder / tuned_layers_file, manifest.text.tuned_blocks,
                                manifest.image.tuned_blocks));
    tuned = std::move(read);
  }
  AFFECT_TRY(text, encoder_of<TextEncoder>(folder, manifest.text, tuned.text, type, device,
                                           sharing ? sharing->text : nullptr));
  AFFECT_TRY(image, encoder_of<ImageEncoder>(folder, manifest.image, tuned.image, type, device,
                                             sharing ? sharing->image : nullptr));
  AFFECT_TRY(audio, plain_encoder<AudioEncoder>(folder, manifest.audio, type, device,
                                                sharing ? sharing->audio : nullptr));
  AFFECT_TRY(faces, plain_encoder<FaceEncoder>(folder, manifest.face, type, device,
                                               sharing ? sharing->faces : nullptr));
  bundle.text = std::move(text);
  bundle.image = std::move(image);
  bundle.audio = std::move(audio);
  bundle.faces = std::move(faces);
  return {};
}

// Errors: bad_format (sizes of the manifest that are not those of its encoders).
Result<void> check_sizes(const LoadedBundle &bundle, const SystemConfig &config,
                         const std::filesystem::path &folder) {
  const BundleManifest &manifest = bundle.manifest;
  const bool steps_fit = (!bundle.audio || bundle.audio->width() == manifest.audio_width) &&
                         (!bundle.follows_face() || bundle.faces->width() == manifest.video_width);
  const bool widths_fit =
      bundle.text->width() == config.text_width && bundle.image->width() == config.image_width &&
      bundle.text->vector_width() == config.own_text_vector() &&
      bundle.image->vector_width() >= config.image_vector() && // longer: see collate()
      bundle.image->rows() * bundle.image->columns() == config.regions;
  if (!steps_fit || !widths_fit || !fits_faces(manifest, bundle.faces.get()))
    return make_error(ErrorCode::bad_format,
                      "The manifest's sizes do not fit its encoders; install the model again.",
                      folder);
  if (config.vocabulary() != 0 && bundle.text->tokenizer().size() != config.vocabulary())
    return make_error(
        ErrorCode::bad_format,
        "The manifest's vocabulary does not fit its text encoder; install the model again.",
        folder);
  return {};
}

Result<void> load_system(const SystemConfig &config, const std::filesystem::path &folder,
                         LoadedBundle &bundle) {
  bundle.system = make_system(config);
  if (!bundle.system)
    return make_error(ErrorCode::unsupported,
                      "The model's system " + config.system.substr(0, 40) +
                          " is not known to this version of Affectscope; update the program.",
                      folder);
  AFFECT_TRY(state, read_state(folder / "model.safetensors"));
  AFFECT_CHECK(load_into(*bundle.system, state, folder / "model.safetensors"));
  bundle.system->to(bundle.device);
  bundle.system->eval();
  for (auto &parameter : bundle.system->parameters())
    parameter.set_requires_grad(false);
  bundle.parameters = parameter_count(*bundle.system);
  return {};
}

} // namespace

Result<LoadedBundle> load_bundle(const std::filesystem::path &folder, Precision precision,
                                 const LoadedBundle *loaded, torch::Device device) {
  LoadedBundle bundle;
  AFFECT_TRY(manifest, read_manifest(folder));
  bundle.manifest = std::move(manifest);
  AFFECT_TRY(type, type_of(precision, device));
  bundle.type = type;
  bundle.device = device;
  const bool alike = loaded && loaded->type == type && loaded->device == device;
  const LoadedBundle *const sharing = alike ? loaded : nullptr;
  AFFECT_CHECK(open_encoders(folder, sharing, bundle));
  const SystemConfig config = config_of(bundle.manifest);
  AFFECT_CHECK(check_sizes(bundle, config, folder));
  AFFECT_CHECK(load_system(config, folder, bundle));
  bundle.picture_faces = face_reader_of(bundle.manifest, bundle.faces, sharing);
  return bundle;
}

} // namespace affect
