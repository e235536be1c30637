#include "commands.h"

#include "base/hash.h"
#include "data/system_data.h"
#include "evaluate/evaluation_json.h"
#include "models/manifest.h"
#include "systems/baselines/baselines.h"
#include "training/systems/crossval.h"

#include <iostream>
#include <memory>

namespace affect::cli {
namespace {

void add_settings(CLI::App &command, std::vector<std::string> &settings,
                  std::vector<std::string> &without, SystemTrainingOptions &options) {
  command.add_option("--set", settings, "A setting of the system, name=number; may be repeated");
  add_without(command, without);
  command.add_option("--epochs", options.epochs)->capture_default_str();
  command.add_option("--batch", options.batch_size)->capture_default_str();
  command.add_option("--rate", options.rate)->capture_default_str();
  command.add_option("--weight-decay", options.weight_decay)->capture_default_str();
  command.add_option("--language-weight", options.language_weight)->capture_default_str();
  command.add_option("--drop-modality", options.drop_modality)->capture_default_str();
  command.add_option("--query-share", options.query_share, "Posts that only guide a meta step")
      ->check(CLI::Range(0.0, 0.9))
      ->capture_default_str();
  command.add_flag("--query-apart", options.query_apart, "Those posts are in no other step either");
  command.add_option("--hide", options.hidden, "Train without text or image, to compare with")
      ->transform(CLI::CheckedTransformer(std::map<std::string, Hidden>{{"none", Hidden::none},
                                                                        {"text", Hidden::text},
                                                                        {"image", Hidden::image},
                                                                        {"audio", Hidden::audio}}));
  command.add_option("--average", options.average)->capture_default_str();
  command.add_option("--seed", options.seed)->capture_default_str();
}

Result<SystemConfig> config_of(const std::string &system, const Data &data,
                               const OpenEncoders &encoders,
                               const std::vector<std::string> &settings,
                               const std::vector<std::string> &without) {
  SystemConfig config;
  config.system = system;
  config.text_width = encoders.text->width();
  config.image_width = encoders.image->width();
  config.text_vector_width = encoders.text->vector_width();
  config.image_vector_width = encoders.image->vector_width();
  config.regions = encoders.image->rows() * encoders.image->columns();
  for (const std::string &setting : settings) {
    const auto equals = setting.find('=');
    char *end = nullptr;
    const double value =
        equals == std::string::npos ? 0 : std::strtod(setting.c_str() + equals + 1, &end);
    if (!end || *end != 0 || end == setting.c_str() + equals + 1)
      return make_error(ErrorCode::usage, "--set takes name=number, not " + setting + ".");
    config.settings[setting.substr(0, equals)] = value;
  }
  AFFECT_CHECK(describe(data, encoders, config));
  return leave_out(config, without);
}

struct Training {
  std::string system;
  Data data;
  Encoders encoders;
  std::vector<std::string> settings, without;
  SystemTrainingOptions options;
  EncoderTuningOptions tuning;
  fs::path train, dev, out;
  int calibrate = 0; ///< folds of the training posts that the temperature is fitted on; 0: none is
  std::string note;
};

nlohmann::ordered_json configuration(const Training &training, const SystemConfig &config) {
  nlohmann::ordered_json json;
  json["system"] = config.system;
  json["settings"] = config.settings;
  json["train"] = training.train.filename().string();
  json["dev"] = training.dev.filename().string();
  const auto &options = training.options;
  json["seed"] = options.seed;
  json["epochs"] = options.epochs;
  json["batch"] = options.batch_size;
  json["rate"] = options.rate;
  json["weight_decay"] = options.weight_decay;
  json["language_weight"] = options.language_weight;
  json["drop_modality"] = options.drop_modality;
  json["query_share"] = options.query_share;
  json["query_apart"] = options.query_apart;
  json["average"] = options.average;
  if (const auto &data = training.data; !data.sentences.empty()) {
    for (const fs::path &file : data.sentences)
      json["sentences"].push_back(file.filename().string());
    json["sentence_lines"] = data.sentence_lines;
  }
  if (const auto &tuning = training.tuning; tuning.any())
    json["tuning"] = {{"text", tuning.text_blocks},
                      {"image", tuning.image_blocks},
                      {"epochs", tuning.epochs},
                      {"rate", tuning.rate},
                      {"image_rate", tuning.image_rate},
                      {"dropout", tuning.dropout},
                      {"rank", tuning.rank},
                      {"image_epochs", tuning.picture_epochs}};
  return json;
}

Result<void> write_bundle(const Training &training, const SystemConfig &config,
                          const System &system, const OpenEncoders &encoders,
                          const TunedEncoders &tuned) {
  const fs::path weights = training.out / "model.safetensors";
  AFFECT_CHECK(write_state(weights, state_of(system), true));
  AFFECT_TRY(hash, sha256_of_file(weights));
  BundleManifest manifest;
  manifest.id = fs::absolute(training.out).lexically_normal().filename().string();
  manifest.system = config.system;
  manifest.text = {encoders.text->id(), encoders.text->base_hash(), tuned.text.blocks};
  manifest.image = {encoders.image->id(), encoders.image->base_hash(), tuned.image.blocks};
  if (tuned.any()) {
    AFFECT_TRY(layers, sha256_of_file(training.out / tuned_layers_file));
    manifest.tuned_sha256 = layers;
  }
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
  manifest.steps = training.data.dataset == "mosi"           ? BundleManifest::given_steps
                   : config.video_width > 0 && encoders.face ? BundleManifest::face_steps
                                                             : "";
  manifest.regions = config.regions;
  manifest.settings = config.settings;
  manifest.weights_sha256 = hash;
  manifest.data = training.data.dataset + ", " + training.train.filename().string();
  return write_manifest(training.out, manifest);
}

// The temperature that fits what systems trained on the other folds say of each training post.
Result<void> fit_confidence(SystemConfig &config, const Training &training,
                            const std::vector<PostFeatures> &posts, const OpenEncoders &encoders) {
  const FoldTuning tuning{*encoders.image, training.tuning};
  AFFECT_TRY(result, cross_validate(config, posts, training.calibrate, training.options.seed,
                                    *encoders.text, training.options, progress_line(true),
                                    interrupt_token(), tuning.options.any() ? &tuning : nullptr));
  config.settings["temperature"] = result.temperature;
  return {};
}

// The encoders' last layers, tuned on the posts, and in the encoders; where a run goes on, as it
// left them.
Result<TunedEncoders> tuned_encoders(const Training &training, const OpenEncoders &encoders,
                                     const std::vector<PostFeatures> &posts) {
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
                                  progress_line(true), interrupt_token()));
  AFFECT_CHECK(write_tuned(file, tuned));
  return tuned;
}

Result<void> train(Training training) {
  std::error_code error;
  fs::create_directories(training.out, error);
  if (error)
    return make_error(ErrorCode::unreadable, "The folder cannot be made: " + error.message() + ".",
                      training.out);
  use_threads(training.data.threads);
  training.options.bf16 = training.encoders.precision == "bf16";
  AFFECT_TRY(encoders, open_encoders(training.encoders, training.data, training.system));
  AFFECT_TRY(config, config_of(training.system, training.data, encoders, training.settings,
                               training.without));
  const int copies = masked_copies(training.options, *encoders.text);
  training.tuning.seed = training.options.seed;
  training.tuning.text_statistics = config.text_statistics();
  const auto &tuning = training.tuning;
  AFFECT_TRY(posts, features_of(training.data, {training.train}, encoders, copies, tuning));
  AFFECT_CHECK(learn_sentences(training.data, *encoders.text, copies, training.tuning, posts));
  AFFECT_TRY(dev, features_of(training.data, {training.dev}, encoders, 0, tuning));
  if (training.calibrate > 0)
    AFFECT_CHECK(fit_confidence(config, training, posts, encoders));
  AFFECT_TRY(tuned, tuned_encoders(training, encoders, posts));
  FeatureOptions above;
  tuning.tell(above);
  raise_features(posts, *encoders.text, *encoders.image, above, true);
  raise_features(dev, *encoders.text, *encoders.image, above, false);
  training.options.folder = training.out;
  torch::manual_seed(static_cast<int64_t>(training.options.seed));
  const auto system = make_system(config);
  AFFECT_CHECK(write_json(training.out / "config.json", configuration(training, config)));
  AFFECT_CHECK(train_system(*system, posts, dev, *encoders.text, training.options,
                            progress_line(true), interrupt_token()));
  const Evaluation evaluation = evaluate_system(*system, dev, posts);
  print(evaluation);
  AFFECT_CHECK(write_json(training.out / "metrics.json", to_json(evaluation)));
  return write_bundle(training, config, *system, encoders, tuned);
}

Result<void> cross_validation(Training training, const std::vector<fs::path> &splits, int folds,
                              const fs::path &json) {
  use_threads(training.data.threads);
  training.options.bf16 = training.encoders.precision == "bf16";
  AFFECT_TRY(encoders, open_encoders(training.encoders, training.data, training.system));
  AFFECT_TRY(config, config_of(training.system, training.data, encoders, training.settings,
                               training.without));
  const int copies = masked_copies(training.options, *encoders.text);
  training.tuning.seed = training.options.seed;
  training.tuning.text_statistics = config.text_statistics();
  const FoldTuning tuning{*encoders.image, training.tuning};
  AFFECT_TRY(posts, features_of(training.data, splits, encoders, copies, training.tuning));
  AFFECT_CHECK(learn_sentences(training.data, *encoders.text, copies, training.tuning, posts));
  AFFECT_TRY(result, cross_validate(config, posts, folds, training.options.seed, *encoders.text,
                                    training.options, progress_line(true), interrupt_token(),
                                    tuning.options.any() ? &tuning : nullptr));
  auto report = to_json(result);
  if (!json.empty())
    AFFECT_CHECK(write_json(json, report));
  report.erase("folds");
  std::cout << report.dump(1) << std::endl;
  return {};
}

} // namespace

void add_train_systems(CLI::App &train_command, Run &run) {
  for (const std::string &name : system_names()) {
    auto *command =
        train_command.add_subcommand(name, "Train the system " + name + " on a labelled data set");
    auto training = std::make_shared<Training>();
    training->system = name;
    add_data(*command, training->data);
    add_sentences(*command, training->data);
    add_encoders(*command, training->encoders);
    add_settings(*command, training->settings, training->without, training->options);
    add_tuning(*command, training->tuning);
    command
        ->add_option("--train", training->train,
                     "File of training ids, or a split of the list's own")
        ->required();
    command->add_option("--dev", training->dev, "File of ids that are only scored, or such a split")
        ->required();
    command->add_option("--out", training->out, "Folder of the bundle")->required();
    command
        ->add_option("--calibrate", training->calibrate,
                     "Fit the confidence's temperature on so many folds of the training posts "
                     "first; 0: do not")
        ->check(CLI::IsMember({0}) | CLI::Range(2, 100))
        ->capture_default_str();
    command->add_flag("--resume", training->options.resume, "Go on from the checkpoint in --out");
    command->callback([=, &run] { run = [=] { return finish(train(*training)); }; });
  }
}

void add_crossval(CLI::App &app, Run &run) {
  auto *command = app.add_subcommand("crossval", "Score a system by cross-validation");
  auto training = std::make_shared<Training>();
  auto splits = std::make_shared<std::vector<fs::path>>();
  auto folds = std::make_shared<int>(5);
  auto json = std::make_shared<fs::path>();
  auto names = system_names();
  for (const std::string &name : baseline_names())
    names.push_back(name);
  command
      ->add_option("system", training->system, "A system, or a baseline of those that read steps")
      ->required()
      ->check(CLI::IsMember(names));
  add_data(*command, training->data);
  add_sentences(*command, training->data);
  add_encoders(*command, training->encoders);
  add_settings(*command, training->settings, training->without, training->options);
  add_tuning(*command, training->tuning);
  command->add_option("--split", *splits, "Files of ids, or splits of the list's own")->required();
  command->add_option("--folds", *folds)->capture_default_str()->check(CLI::Range(2, 100));
  command->add_option("--json", *json, "Write all figures");
  command->callback([=, &run] {
    run = [=] { return finish(cross_validation(*training, *splits, *folds, *json)); };
  });
}

} // namespace affect::cli
