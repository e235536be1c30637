#include "commands.h"

#include "base/json_file.h"
#include "data/system_data.h"
#include "evaluate/print_evaluation.h"
#include "evaluation/evaluation_json.h"
#include "systems/baselines/baselines.h"
#include "training/systems/train_bundle.h"

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
  command
      .add_option("--query-share", options.query_share,
                  "Share of the posts that are only the query set of meta steps")
      ->check(CLI::Range(0.0, 0.9))
      ->capture_default_str();
  command.add_flag("--query-apart", options.query_apart,
                   "Use the posts of the query set in no other step");
  command.add_option("--hide", options.hidden, "Train without text or image, to compare with")
      ->transform(CLI::CheckedTransformer(std::map<std::string, Hidden>{{"none", Hidden::none},
                                                                        {"text", Hidden::text},
                                                                        {"image", Hidden::image},
                                                                        {"audio", Hidden::audio}}));
  command.add_option("--average", options.average)->capture_default_str();
  command.add_option("--seed", options.seed)->capture_default_str();
}

// "name=number" each.
Result<std::map<std::string, double>> parse_settings(const std::vector<std::string> &settings) {
  std::map<std::string, double> values;
  for (const std::string &setting : settings) {
    const auto equals = setting.find('=');
    char *end = nullptr;
    const double value =
        equals == std::string::npos ? 0 : std::strtod(setting.c_str() + equals + 1, &end);
    if (!end || *end != 0 || end == setting.c_str() + equals + 1)
      return make_error(ErrorCode::usage, "--set takes name=number, not " + setting + ".");
    values[setting.substr(0, equals)] = value;
  }
  return values;
}

struct Options {
  BundleTraining training;
  Data data;
  std::vector<std::string> settings;
};

// What is to be trained, as the options have it.
Result<BundleTraining> training_of(const Options &options) {
  use_threads(options.data.threads);
  BundleTraining training = options.training;
  training.data = options.data;
  AFFECT_TRY(settings, parse_settings(options.settings));
  training.settings = std::move(settings);
  return training;
}

Result<void> train(const Options &options) {
  AFFECT_TRY(training, training_of(options));
  AFFECT_TRY(evaluation, train_bundle(training, command_line_reporting()));
  print(evaluation);
  return {};
}

Result<void> cross_validation(const Options &options, const std::vector<fs::path> &splits,
                              int folds, const fs::path &json) {
  AFFECT_TRY(training, training_of(options));
  AFFECT_TRY(result, cross_validate_data(training, splits, folds, command_line_reporting()));
  auto report = to_json(result);
  if (!json.empty())
    AFFECT_CHECK(write_json_file(json, report));
  report.erase("folds");
  std::cout << report.dump(1) << std::endl;
  return {};
}

// What `train` and `crossval` share.
void add_training(CLI::App &command, Options &options) {
  BundleTraining &training = options.training;
  add_data(command, options.data);
  add_sentences(command, options.data);
  add_encoders(command, training.encoders);
  add_settings(command, options.settings, training.without, training.options);
  add_tuning(command, training.tuning);
}

} // namespace

void add_train_systems(CLI::App &train_command, Run &run) {
  for (const std::string &name : system_names()) {
    auto *command =
        train_command.add_subcommand(name, "Train the system " + name + " on a labelled data set");
    auto options = std::make_shared<Options>();
    BundleTraining &training = options->training;
    training.system = name;
    add_training(*command, *options);
    command
        ->add_option("--train", training.train,
                     "File of training ids, or a split of the list's own")
        ->required();
    command->add_option("--dev", training.dev, "File of ids that are only scored, or such a split")
        ->required();
    command->add_option("--out", training.out, "Folder of the bundle")->required();
    command
        ->add_option("--calibrate", training.calibrate,
                     "Fit the confidence's temperature on so many folds of the training posts "
                     "first; 0: do not")
        ->check(CLI::IsMember({0}) | CLI::Range(2, 100))
        ->capture_default_str();
    command->add_flag("--resume", training.options.resume, "Go on from the checkpoint in --out");
    command->callback([=, &run] { run = [=] { return exit_code_of(train(*options)); }; });
  }
}

void add_crossval(CLI::App &app, Run &run) {
  auto *command = app.add_subcommand("crossval", "Score a system by cross-validation");
  auto options = std::make_shared<Options>();
  auto splits = std::make_shared<std::vector<fs::path>>();
  auto folds = std::make_shared<int>(5);
  auto json = std::make_shared<fs::path>();
  auto names = system_names();
  for (const std::string &name : baseline_names())
    names.push_back(name);
  command
      ->add_option("system", options->training.system,
                   "A system, or a baseline of those that read steps")
      ->required()
      ->check(CLI::IsMember(names));
  add_training(*command, *options);
  command->add_option("--split", *splits, "Files of ids, or splits of the list's own")->required();
  command->add_option("--folds", *folds)->capture_default_str()->check(CLI::Range(2, 100));
  command->add_option("--json", *json, "Write all figures");
  command->callback([=, &run] {
    run = [=] { return exit_code_of(cross_validation(*options, *splits, *folds, *json)); };
  });
}

} // namespace affect::cli
