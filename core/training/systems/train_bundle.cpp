#include "training/systems/train_bundle.h"

#include "base/hash.h"
#include "models/manifest.h"
#include "training/systems/bundle_config.h"
#include "training/systems/evaluation_json.h"

namespace fs = std::filesystem;

namespace affect {
namespace {

BundleManifest manifest_of(const BundleTraining &training, const SystemConfig &config,
                           const OpenEncoders &encoders, const TunedEncoders &tuned) {
  BundleManifest manifest;
  manifest.id = fs::absolute(training.out).lexically_normal().filename().string();
  manifest.system = config.system;
  manifest.text = {encoders.text->id(), encoders.text->base_hash(), tuned.text.blocks};
  manifest.image = {encoders.image->id(), encoders.image->base_hash(), tuned.image.blocks};
  manifest.text_width = config.text_width;
  manifest.image_width = config.image_width;
  manifest.text_vector_width = config.text_vector_width;
  manifest.image_vector_width = config.image_vector_width;
  manifest.video_width = config.video_width;
  manifest.audio_width = config.audio_width;
  if (encoders.audio)
    manifest.audio = {encoders.audio->id(), encoders.audio->hash(), 0};
  if (encoders.face)
    manifest.face = {encoders.face->id(), encoders.face->hash(), 0};
  const DatasetKind *kind = find_dataset(training.data.dataset);
  if (kind && kind->content == DatasetContent::utterances)
    manifest.steps = BundleManifest::given_steps;
  else if (config.video_width > 0 && encoders.face)
    manifest.steps = BundleManifest::face_steps;
  manifest.regions = config.regions;
  manifest.settings = config.settings;
  manifest.data = training.data.dataset + ", " + training.train.filename().string();
  return manifest;
}

Result<void> write_bundle(const BundleTraining &training, const System &system,
                          BundleManifest manifest, bool tuned) {
  const fs::path weights = training.out / "model.safetensors";
  AFFECT_CHECK(write_state(weights, state_of(system), true));
  AFFECT_TRY(hash, sha256_of_file(weights));
  manifest.weights_sha256 = hash;
  if (tuned) {
    AFFECT_TRY(layers, sha256_of_file(training.out / tuned_layers_file));
    manifest.tuned_sha256 = layers;
  }
  return write_manifest(training.out, manifest);
}

// The temperature that fits what systems trained on the other folds say of each training post.
Result<void> fit_confidence(SystemConfig &config, const BundleTraining &training,
                            const std::vector<PostFeatures> &posts, const OpenEncoders &encoders,
                            const Reporting &reporting) {
  const FoldTuning tuning{*encoders.image, training.tuning};
  AFFECT_TRY(result, cross_validate(config, posts, training.calibrate, training.options.seed,
                                    *encoders.text, training.options, reporting.progress,
                                    reporting.cancel, tuning.options.any() ? &tuning : nullptr));
  config.settings["temperature"] = result.temperature;
  return {};
}

// The encoders' last layers, tuned on the posts, and in the encoders; where a run goes on, as it
// left them.
Result<TunedEncoders> tuned_encoders(const BundleTraining &training, const OpenEncoders &encoders,
                                     const std::vector<PostFeatures> &posts,
                                     const Reporting &reporting) {
  const auto &tuning = training.tuning;
  const fs::path file = training.out / tuned_layers_file;
  std::error_code ignored;
  if (!tuning.any()) {
    fs::remove(file, ignored); // an earlier run's
    return TunedEncoders{};
  }
  if (training.options.resume && fs::exists(file, ignored)) {
    AFFECT_TRY(tuned, read_tuned(file, tuning.text_blocks, tuning.tuned_image_blocks()));
    AFFECT_CHECK(lay_over(*encoders.text, *encoders.image, tuned, file));
    return tuned;
  }
  AFFECT_TRY(tuned, tune_encoders(*encoders.text, *encoders.image, posts, tuning,
                                  reporting.progress, reporting.cancel));
  AFFECT_CHECK(write_tuned(file, tuned));
  return tuned;
}

// A system's configuration and the encoders it reads through.
struct Prepared {
  OpenEncoders encoders;
  SystemConfig config;
  int copies = 0; ///< masked ones of every text
};

// Also sets the options that follow from others.
Result<Prepared> prepare(BundleTraining &training) {
  training.options.bf16 = training.encoders.precision == "bf16";
  AFFECT_TRY(encoders, open_encoders(training.encoders, training.data, training.system));
  SystemConfig config;
  config.system = training.system;
  config.text_width = encoders.text->width();
  config.image_width = encoders.image->width();
  config.text_vector_width = encoders.text->vector_width();
  config.image_vector_width = encoders.image->vector_width();
  config.regions = encoders.image->rows() * encoders.image->columns();
  config.settings = training.settings;
  AFFECT_CHECK(fit_to_data(training.data, encoders, config));
  AFFECT_TRY(chosen, leave_out(config, training.without));
  training.tuning.seed = training.options.seed;
  training.tuning.text_statistics = chosen.text_statistics();
  const int copies = masked_copies(training.options, *encoders.text);
  return Prepared{std::move(encoders), chosen, copies};
}

// Features of the posts to learn from, and the sentences beside them.
Result<std::vector<PostFeatures>> training_features(const BundleTraining &training,
                                                    const Prepared &prepared,
                                                    const std::vector<fs::path> &splits,
                                                    const Reporting &reporting) {
  AFFECT_TRY(posts, make_features(training.data, splits, prepared.encoders.pointers(),
                                  prepared.copies, reporting, training.tuning));
  AFFECT_CHECK(add_sentences(training.data, *prepared.encoders.text, prepared.copies, reporting,
                             training.tuning, posts));
  return std::move(posts);
}

} // namespace

Result<Evaluation> train_bundle(BundleTraining training, const Reporting &reporting) {
  std::error_code error;
  fs::create_directories(training.out, error);
  if (error)
    return make_error(ErrorCode::unreadable, "The folder cannot be made: " + error.message() + ".",
                      training.out);
  AFFECT_TRY(prepared, prepare(training));
  const auto &[encoders, ready_config, copies] = prepared;
  SystemConfig config = ready_config;
  AFFECT_TRY(posts, training_features(training, prepared, {training.train}, reporting));
  AFFECT_TRY(dev, make_features(training.data, {training.dev}, encoders.pointers(), 0, reporting,
                                training.tuning));
  if (training.calibrate > 0)
    AFFECT_CHECK(fit_confidence(config, training, posts, encoders, reporting));
  AFFECT_TRY(tuned, tuned_encoders(training, encoders, posts, reporting));
  FeatureOptions above;
  training.tuning.apply_to(above);
  raise_features(posts, *encoders.text, *encoders.image, above, true);
  raise_features(dev, *encoders.text, *encoders.image, above, false);
  training.options.folder = training.out;
  torch::manual_seed(static_cast<int64_t>(training.options.seed));
  const auto system = make_system(config);
  AFFECT_CHECK(write_json(training.out / "config.json", bundle_config(training, config)));
  AFFECT_CHECK(train_system(*system, posts, dev, *encoders.text, training.options,
                            reporting.progress, reporting.cancel));
  const Evaluation evaluation = evaluate_system(*system, dev, posts);
  AFFECT_CHECK(write_json(training.out / "metrics.json", to_json(evaluation)));
  AFFECT_CHECK(
      write_bundle(training, *system, manifest_of(training, config, encoders, tuned), tuned.any()));
  return evaluation;
}

Result<CrossValidation> cross_validate_data(BundleTraining training,
                                            const std::vector<fs::path> &splits, int folds,
                                            const Reporting &reporting) {
  AFFECT_TRY(prepared, prepare(training));
  AFFECT_TRY(posts, training_features(training, prepared, splits, reporting));
  const FoldTuning tuning{*prepared.encoders.image, training.tuning};
  return cross_validate(prepared.config, posts, folds, training.options.seed,
                        *prepared.encoders.text, training.options, reporting.progress,
                        reporting.cancel, tuning.options.any() ? &tuning : nullptr);
}

} // namespace affect
