#include "training/systems/ablation.h"

#include "evaluation/evaluation_json.h"
#include "systems/baselines/baselines.h"

namespace affect {

Result<void> set_training_options(SystemTrainingOptions &options,
                                  const std::map<std::string, double> &values) {
  for (const auto &[name, value] : values) {
    if (name == "epochs")
      options.epochs = static_cast<int>(value);
    else if (name == "batch")
      options.batch_size = static_cast<int64_t>(value);
    else if (name == "rate")
      options.rate = value;
    else if (name == "weight_decay")
      options.weight_decay = value;
    else if (name == "language_weight")
      options.language_weight = value;
    else if (name == "drop_modality")
      options.drop_modality = value;
    else if (name == "query_share")
      options.query_share = value;
    else if (name == "query_apart")
      options.query_apart = value != 0;
    else if (name == "average")
      options.average = value;
    else if (name == "seed")
      options.seed = static_cast<std::uint64_t>(value);
    else
      return make_error(ErrorCode::usage, "The training loop has no option " + name + ".");
  }
  return {};
}

namespace {

/// A form of the system, or another network in its place.
struct Form {
  std::string name, system;
  std::map<std::string, double> settings, training;
};

std::vector<Form> forms_of(const SystemConfig &config) {
  const auto whole = make_system(config);
  std::vector<Form> forms;
  if (!whole)
    return forms;
  for (const Ablation &one : whole->ablations())
    forms.push_back({one.name, config.system, one.settings, one.training});
  if (whole->reads_steps())
    for (const std::string &name : baseline_names())
      forms.push_back({name, name, {}, {}});
  return forms;
}

} // namespace

Result<std::vector<AblationArm>>
compare_ablations(const SystemConfig &config, const std::vector<PostFeatures> &train,
                  const std::vector<PostFeatures> &dev, int seeds, TextEncoder &encoder,
                  const SystemTrainingOptions &options, const ProgressFn &progress,
                  const CancelToken &cancel) {
  const auto forms = forms_of(config);
  if (forms.empty() || seeds < 1)
    return make_error(ErrorCode::usage,
                      "The system " + config.system + " names no forms to compare with.");
  std::vector<AblationArm> arms;
  for (const Form &form : forms) {
    SystemConfig own = config;
    own.system = form.system;
    own.settings.erase("temperature"); // was fitted to the whole
    for (const auto &[name, value] : form.settings)
      own.settings[name] = value;
    SystemTrainingOptions loop = options;
    AFFECT_CHECK(set_training_options(loop, form.training));
    loop.folder.clear();
    loop.resume = false;
    AblationArm arm{form.name, {}};
    for (int seed = 1; seed <= seeds; ++seed) {
      loop.seed = static_cast<std::uint64_t>(seed);
      torch::manual_seed(seed);
      const auto system = make_system_or_baseline(own);
      const double done = static_cast<double>(arms.size()) + (seed - 1.0) / seeds;
      const auto report = [&](const Progress &inner) {
        if (progress)
          progress({(done + inner.fraction / seeds) / static_cast<double>(forms.size()),
                    form.name + ", seed " + std::to_string(seed) + ", " + inner.stage});
      };
      AFFECT_CHECK(train_system(*system, train, {}, encoder, loop, report, cancel));
      arm.runs.folds.push_back(evaluate_system(*system, dev, train));
    }
    arms.push_back(std::move(arm));
  }
  return arms;
}

nlohmann::ordered_json to_json(const std::vector<AblationArm> &arms) {
  nlohmann::ordered_json json;
  for (const AblationArm &arm : arms) {
    json[arm.name] = to_json(arm.runs);
    json[arm.name]["seeds"] = std::move(json[arm.name]["folds"]);
    json[arm.name].erase("folds");
  }
  return json;
}

} // namespace affect
