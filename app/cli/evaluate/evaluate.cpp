#include "commands.h"

#include "analysis/analyzer.h"
#include "analysis/loaded_bundle.h"
#include "base/json_file.h"
#include "data/speech_data.h"
#include "data/system_data.h"
#include "engine_options.h"
#include "evaluate/evaluate_audio.h"
#include "evaluate/evaluate_behaviour.h"
#include "evaluate/evaluate_face.h"
#include "evaluate/print_evaluation.h"
#include "evaluation/evaluation_json.h"
#include "nn/device.h"
#include "training/systems/ablation.h"
#include "training/systems/bundle_config.h"
#include "training/systems/measure_ulag.h"
#include "training/systems/robustness.h"

#include <cstdio>
#include <memory>

namespace affect::cli {
namespace {

struct Scoring {
  Data data;
  SpeechFolders speech;
  BehaviourOptions behaviour;
  fs::path model, audio_encoder, face_encoder, split, json, train, dev, robustness, reliability,
      ulag;
  std::vector<std::string> without;
  std::string device = "auto";
  Precision precision = Precision::automatic;
  bool ablation = false;
  int seeds = 3;
};

Result<LoadedBundle> open(const Scoring &scoring, Data &data, fs::path &folder) {
  if (scoring.model.empty())
    return make_error(ErrorCode::usage, "--model or --face-encoder is needed: what to score.");
  use_threads(scoring.data.threads);
  AFFECT_TRY(found, resolve_bundle(scoring.model));
  AFFECT_TRY(device, device_called(scoring.device));
  AFFECT_TRY(bundle, load_bundle(found, scoring.precision, nullptr, device));
  if (!scoring.without.empty()) {
    AFFECT_TRY(lesser, leave_out(*bundle.system, scoring.without));
    bundle.system = std::move(lesser);
  }
  folder = found;
  data.cache /= name_of(bundle.type);
  return bundle;
}

Result<void> evaluate(const Scoring &scoring) {
  if (!scoring.face_encoder.empty())
    return evaluate_face(scoring.face_encoder, scoring.data.root, scoring.json,
                         scoring.data.threads);
  if (!scoring.audio_encoder.empty())
    return evaluate_audio(scoring.audio_encoder, scoring.speech, scoring.data.threads);
  if (scoring.model.empty() || scoring.data.root.empty() || scoring.split.empty())
    return make_error(ErrorCode::usage,
                      "--model, --root and --split are needed: what to score, and the posts.");
  Data data = scoring.data;
  fs::path folder;
  AFFECT_TRY(bundle, open(scoring, data, folder));
  const Reporting reporting = command_line_reporting();
  AFFECT_TRY(posts, make_features(data, {scoring.split}, encoders_of(bundle), 0, reporting));
  std::vector<PostFeatures> seen;
  if (!scoring.train.empty()) {
    AFFECT_TRY(train, make_features(data, {scoring.train}, encoders_of(bundle), 0, reporting));
    seen = std::move(train);
  }
  const Evaluation evaluation = evaluate_system(*bundle.system, posts, seen);
  print(evaluation);
  if (!scoring.robustness.empty())
    AFFECT_CHECK(write_robustness(scoring.robustness, robustness(*bundle.system, posts)));
  if (!scoring.reliability.empty())
    AFFECT_CHECK(write_reliability(scoring.reliability, evaluation.calibration));
  return scoring.json.empty() ? Result<void>() : write_json_file(scoring.json, to_json(evaluation));
}

Result<bool> behaviour(const Scoring &scoring) {
  return evaluate_behaviour(
      scoring.behaviour, {scoring.model, scoring.device, scoring.precision, scoring.data.threads},
      scoring.json);
}

void print_table(const nlohmann::ordered_json &arms) {
  std::printf("| | accuracy | weighted F1 | macro F1 | every image hidden | every text hidden | "
              "text head | image head | "
              "weights against their effect | MAE / Corr | Acc-2 has0 / non0 "
              "|\n|---|---|---|---|---|---|---|---|---|---|---|\n");
  const auto mean = [](const nlohmann::ordered_json &of) { return of["mean"].get<double>(); };
  for (const auto &[name, arm] : arms.items()) {
    std::printf("| %s ", name.c_str());
    for (const char *figure : {"accuracy", "weighted_f1", "macro_f1"}) {
      std::printf("| %.3f ", mean(arm[figure]));
      if (arm[figure]["sd"].is_number()) // one seed has no spread
        std::printf("± %.3f ", arm[figure]["sd"].get<double>());
    }
    for (const char *part : {"text_only", "image_only", "text_head", "image_head"})
      std::printf("| %.3f / %.3f ", mean(arm[part]["accuracy"]), mean(arm[part]["weighted_f1"]));
    if (arm.contains("weight_rank_correlation"))
      std::printf("| text %.2f, image %.2f ", arm["weight_rank_correlation"]["text"].get<double>(),
                  arm["weight_rank_correlation"]["image"].get<double>());
    else
      std::printf("| ");
    if (arm.contains("intensity")) {
      const auto &degree = arm["intensity"];
      std::printf("| %.3f / %.3f | %.3f / %.3f |\n", mean(degree["mae"]),
                  mean(degree["correlation"]), mean(degree["acc2_has0"]),
                  mean(degree["acc2_non0"]));
    } else {
      std::printf("| | |\n");
    }
  }
}

// A trained bundle's network and settings, and the posts to train its forms on and to score them
// on.
struct Harness {
  LoadedBundle bundle;
  SystemTrainingOptions options;
  std::vector<PostFeatures> train, dev;
};

Result<Harness> harness_of(const Scoring &scoring, const char *asked) {
  if (scoring.model.empty() || scoring.data.root.empty() || scoring.train.empty() ||
      scoring.dev.empty())
    return make_error(ErrorCode::usage,
                      std::string(asked) + " needs --model, --root, --train and --dev.");
  Data data = scoring.data;
  fs::path folder;
  AFFECT_TRY(bundle, open(scoring, data, folder));
  AFFECT_TRY(options, read_training_options(folder));
  const int copies = masked_copies(options, *bundle.text);
  const Reporting reporting = command_line_reporting();
  AFFECT_TRY(train, make_features(data, {scoring.train}, encoders_of(bundle), copies, reporting));
  AFFECT_TRY(dev, make_features(data, {scoring.dev}, encoders_of(bundle), 0, reporting));
  return Harness{std::move(bundle), options, std::move(train), std::move(dev)};
}

Result<void> ablation(const Scoring &scoring) {
  AFFECT_TRY(harness, harness_of(scoring, "--ablation"));
  AFFECT_TRY(arms, compare_ablations(harness.bundle.system->config(), harness.train, harness.dev,
                                     scoring.seeds, *harness.bundle.text, harness.options,
                                     progress_line(true), interrupt_token()));
  const auto json = to_json(arms);
  print_table(json);
  return scoring.json.empty() ? Result<void>() : write_json_file(scoring.json, json);
}

// The first and the last epoch of the first seed.
void print_ulag(const std::vector<UlagScore> &scores, int epochs) {
  std::printf("| | rule | epoch | modality | n | accuracy | weighted F1 | correlation | labelled "
              "otherwise than the "
              "whole | accuracy there | shift |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
  for (const UlagScore &one : scores)
    if (one.seed == 1 && (one.epoch == 1 || one.epoch == epochs))
      std::printf("| %s | %s | %d | %s | %lld | %.3f | %.3f | %.3f | %lld | %.3f | %.3f |\n",
                  one.what.c_str(), one.rule.c_str(), one.epoch, one.modality.c_str(),
                  static_cast<long long>(one.n), one.accuracy, one.weighted_f1, one.correlation,
                  static_cast<long long>(one.n_apart), one.accuracy_apart, one.shift);
}

Result<void> ulag(const Scoring &scoring) {
  AFFECT_TRY(harness, harness_of(scoring, "--ulag"));
  AFFECT_TRY(scores, measure_ulag(harness.bundle.system->config(), harness.train, harness.dev,
                                  scoring.seeds, *harness.bundle.text, harness.options,
                                  progress_line(true), interrupt_token()));
  print_ulag(scores, harness.options.epochs);
  AFFECT_CHECK(write_ulag(scoring.ulag, scores));
  return write_ulag_chart(fs::path(scoring.ulag).replace_extension(".svg"), scores);
}

} // namespace

void add_evaluate(CLI::App &app, Run &run) {
  auto *command = app.add_subcommand(
      "evaluate", "Score an installed model on a labelled data set or on how it behaves");
  auto scoring = std::make_shared<Scoring>();
  auto *model = command->add_option("--model", scoring->model, "Bundle, by name or folder");
  auto *face =
      command->add_option("--face-encoder", scoring->face_encoder,
                          "Folder of a face encoder, to be scored on dev.csv of --root instead");
  command
      ->add_option("--audio-encoder", scoring->audio_encoder,
                   "An audio encoder's folder instead of a model, scored on the dev speakers of "
                   "speech corpora")
      ->excludes(model)
      ->excludes(face);
  face->excludes(model);
  add_behaviour(*command, scoring->behaviour);
  add_speech_data(*command, scoring->speech);
  add_data(*command, scoring->data);
  command->get_option("--root")->required(false); // of no use to an encoder
  command->add_option("--split", scoring->split, "File of ids");
  command->add_option("--train", scoring->train,
                      "Ids the model was trained on, to score without repeated texts too");
  command->add_option("--json", scoring->json, "Write all figures");
  add_engine(*command, scoring->device, scoring->precision);
  command->add_option("--robustness", scoring->robustness,
                      "Write a CSV: scores while images, then texts are removed");
  command->add_option("--reliability", scoring->reliability,
                      "Write a CSV: how often the model is right at each confidence");
  add_without(*command, scoring->without);
  command->add_flag("--ablation", scoring->ablation,
                    "Train the system's variants on --train, compare them on --dev");
  command->add_option("--ulag", scoring->ulag,
                      "Write a CSV, and a chart beside it as .svg: unimodal labels that the system "
                      "generates while it "
                      "trains on --train, against the known ones");
  command->add_option("--dev", scoring->dev, "File of ids that the variants are scored on");
  command->add_option("--seeds", scoring->seeds, "Runs of each variant")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  command->callback([=, &run] {
    run = [=] {
      if (!scoring->behaviour.file.empty())
        return exit_code_of(behaviour(*scoring));
      return exit_code_of(scoring->ablation        ? ablation(*scoring)
                          : !scoring->ulag.empty() ? ulag(*scoring)
                                                   : evaluate(*scoring));
    };
  });
}

} // namespace affect::cli
