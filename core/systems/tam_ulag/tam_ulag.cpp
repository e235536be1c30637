#include "systems/tam_ulag/tam_ulag.h"

namespace affect {
namespace {

constexpr int64_t classes = 3, modalities = 3;
const char *const names[modalities] = {"text", "image", "audio"};

// Columns of a task in SystemOutput::members.
constexpr int64_t per_task = 1 + classes, present_at = (modalities + 1) * per_task;

} // namespace

TamUlag::Part TamUlag::make_part(const std::string &name, int64_t width, bool asks) {
  Part part;
  part.used = width > 0;
  if (!part.used)
    return part;
  const auto whole = [&](const char *setting, double fallback) {
    return static_cast<int64_t>(config().setting(setting, fallback));
  };
  tam_ulag::TemporalSizes sizes;
  sizes.input = width;
  sizes.width = whole("width", 64);
  sizes.layers = std::max<int64_t>(1, whole("layers", 2));
  sizes.asks = asks;
  sizes.attends = !left_out("temporal-attention");
  sizes.dropout = config().setting("dropout", 0.3);
  sizes.input_dropout = config().setting("input_dropout", 0.3);
  part.time = register_module(name + "_time", tam_ulag::TemporalAttention(sizes));
  part.project = register_module(
      name + "_project", torch::nn::Linear(part.time->context_width(), whole("dimensions", 64)));
  return part;
}

TamUlag::Task TamUlag::make_task(const std::string &name) {
  const auto dimensions = static_cast<int64_t>(config().setting("dimensions", 64));
  Task task;
  task.intensity = register_module(name + "_intensity", torch::nn::Linear(dimensions, 1));
  task.polarity = register_module(name + "_polarity", torch::nn::Linear(dimensions, classes));
  return task;
}

TamUlag::TamUlag(const SystemConfig &config) : System(config) {
  const int64_t widths[modalities] = {config.text_width, config.video_width, config.audio_width};
  const auto dimensions = static_cast<int64_t>(config.setting("dimensions", 64));
  for (int64_t i = 0; i < modalities; ++i)
    parts_.push_back(
        make_part(names[i], widths[i], config.setting(std::string("asks_") + names[i], 0) != 0));
  fusion_ = register_module(
      "fusion", tam_ulag::SemanticFusion(modalities, dimensions, !left_out("dimension-fusion")));
  tasks_.push_back(make_task("whole"));
  for (const char *name : names)
    tasks_.push_back(make_task(name));
  centres_ = register_buffer("centres", torch::zeros({modalities + 1, 2, dimensions}));
}

std::vector<Ablation> TamUlag::ablations() const {
  return {{"whole", {}, {}},
          {"mean over time for attention", {{"without_temporal-attention", 1}}, {}},
          {"one weight a modality", {{"without_dimension-fusion", 1}}, {}},
          {"no unimodal tasks", {{"without_unimodal-tasks", 1}}, {}},
          {"labels by Self-MM's rule", {{"labels", 1}}, {}},
          {"labels copied", {{"labels", 2}}, {}},
          {"human labels", {{"labels", 3}}, {}},
          {"one recurrent layer", {{"layers", 1}}, {}},
          {"text alone", {{"without_image", 1}, {"without_audio", 1}}, {}},
          {"image or video alone", {{"without_text", 1}, {"without_audio", 1}}, {}},
          {"audio alone", {{"without_text", 1}, {"without_image", 1}}, {}}};
}

tam_ulag::Steps TamUlag::steps_of(const SystemInput &input, int64_t part) const {
  const torch::Tensor *const values[modalities] = {&input.text, &input.video, &input.audio};
  const torch::Tensor *const masks[modalities] = {&input.text_mask, &input.video_mask,
                                                  &input.audio_mask};
  const torch::Tensor *const present[modalities] = {&input.has_text, &input.has_image,
                                                    &input.has_audio};
  if (!values[part]->defined() || !parts_[static_cast<std::size_t>(part)].used ||
      left_out(names[part]))
    return {};
  return {*values[part], *masks[part], *present[part], input.asked};
}

SystemOutput TamUlag::forward(const SystemInput &input, bool explain) {
  const int64_t batch = input.has_text.size(0);
  const auto dimensions = static_cast<int64_t>(config().setting("dimensions", 64));
  std::vector<torch::Tensor> features, present;
  SystemOutput output;
  for (int64_t i = 0; i < modalities; ++i) {
    const auto steps = steps_of(input, i);
    if (!steps.values.defined()) {
      features.push_back(torch::zeros({batch, dimensions}, input.has_text.options()));
      present.push_back(torch::zeros({batch}, input.has_text.options()));
      output.step_weights.emplace_back();
      continue;
    }
    Part &part = parts_[static_cast<std::size_t>(i)];
    const auto seen = part.time(steps);
    features.push_back(torch::tanh(part.project(seen.context)) * steps.present.unsqueeze(1));
    present.push_back(steps.present);
    output.step_weights.push_back(explain ? seen.weights : torch::Tensor());
  }
  const auto there = torch::stack(present, 1);
  const auto fused = fusion_(torch::stack(features, 1), there);
  features.insert(features.begin(), fused.fused);
  output.features = torch::stack(features, 1);
  std::vector<torch::Tensor> outputs;
  for (std::size_t i = 0; i < tasks_.size(); ++i) {
    outputs.push_back(torch::tanh(tasks_[i].intensity(features[i])));
    outputs.push_back(tasks_[i].polarity(features[i]));
  }
  output.members = torch::cat({torch::cat(outputs, 1), there}, 1).unsqueeze(0);
  output.logits = outputs[1];
  output.text_logits = outputs[3];
  output.image_logits = outputs[5];
  output.audio_logits = outputs[7];
  output.intensities = torch::cat({outputs[0], outputs[2], outputs[4], outputs[6]}, 1);
  output.weights = fused.weights.mean(2);
  output.present = there;
  if (explain)
    output.dimension_weights = fused.weights;
  // What the labels' rule would make of the system's own answer; without centres (not trained yet)
  // nothing.
  if (explain && centres_.abs().sum().item<double>() > 0)
    output.generated = tam_ulag::fresh_labels(
        tam_ulag::LabelRule::cosine, output.features.to(torch::kFloat32),
        centres_.to(torch::kFloat32), outputs[0].squeeze(1).to(torch::kFloat32),
        config().setting("gamma", 0.5));
  return output;
}

torch::Tensor TamUlag::polarity_of_intensity(const torch::Tensor &intensity) const {
  const double neutral = config().setting("neutral", 0.33);
  const auto known = intensity.isnan().logical_not();
  const auto polarity =
      intensity.gt(neutral).to(torch::kInt64) - intensity.lt(-neutral).to(torch::kInt64) + 1;
  return torch::where(known, polarity, torch::full_like(polarity, -1));
}

torch::Tensor TamUlag::task_loss(const torch::Tensor &predicted, const torch::Tensor &intensity,
                                 const torch::Tensor &polarity, const torch::Tensor &weight) const {
  const auto known = intensity.isnan().logical_not();
  const auto counted = weight * known.to(weight.dtype());
  const auto distance =
      (predicted.select(1, 0) - torch::where(known, intensity, torch::zeros_like(intensity))).abs();
  const auto own = torch::where(polarity.ge(0), polarity, polarity_of_intensity(intensity));
  const auto entropy =
      torch::nn::functional::cross_entropy(predicted.slice(1, 1, per_task), own,
                                           torch::nn::functional::CrossEntropyFuncOptions()
                                               .ignore_index(-1)
                                               .label_smoothing(config().setting("smoothing", 0.1))
                                               .reduction(torch::kNone));
  const auto each = distance + config().setting("polarity_weight", 1) * entropy;
  return (each * counted).sum() / known.sum().clamp_min(1);
}

torch::Tensor TamUlag::loss(const SystemOutput &output, const SystemLabels &labels) {
  const auto predicted = output.members.to(torch::kFloat32)[0];
  const auto task = [&](int64_t i) { return predicted.slice(1, i * per_task, (i + 1) * per_task); };
  const auto whole = labels.intensity_of(0);
  auto loss = task_loss(task(0), whole, labels.joint, torch::ones_like(whole));
  if (left_out("unimodal-tasks"))
    return loss;
  const bool human = config().setting("labels", 0) == 3;
  const double floor = config().setting("floor", 0.3);
  for (int64_t i = 1; i <= modalities; ++i) {
    auto own = labels.generated.defined() ? labels.generated.select(1, i - 1) : whole;
    auto polarity = torch::full_like(labels.joint, -1);
    if (human) {
      const auto intensity = labels.intensity_of(i);
      own = torch::where(intensity.isnan(), own, intensity);
      polarity = labels.polarity_of(i);
    }
    const auto apart = torch::where(whole.isnan(), torch::zeros_like(whole), (own - whole).abs());
    const auto weight = (floor + torch::tanh(apart)) * predicted.select(1, present_at + i - 1);
    loss =
        loss + config().setting("unimodal_weight", 0.5) * task_loss(task(i), own, polarity, weight);
  }
  return loss;
}

torch::Tensor TamUlag::generate_labels(const torch::Tensor &features, const torch::Tensor &present,
                                       const SystemLabels &labels, const torch::Tensor &before,
                                       int epoch) {
  torch::NoGradGuard frozen;
  const auto whole = labels.intensity_of(0).nan_to_num(0);
  const auto start =
      before.defined() ? before : whole.unsqueeze(1).expand({-1, modalities}).clone();
  const auto there = torch::cat({torch::ones({present.size(0), 1}), present}, 1);
  const auto centres = tam_ulag::class_centres(features, torch::cat({whole.unsqueeze(1), start}, 1),
                                               there, centres_.to(torch::kFloat32));
  centres_.copy_(centres);
  const auto which = static_cast<int>(config().setting("labels", 0));
  const auto rule = which == 1   ? tam_ulag::LabelRule::self_mm
                    : which == 2 ? tam_ulag::LabelRule::copied
                                 : tam_ulag::LabelRule::cosine;
  if (epoch < 2)
    return start;
  return tam_ulag::mix_labels(
      start, tam_ulag::fresh_labels(rule, features, centres, whole, config().setting("gamma", 0.5)),
      epoch);
}

} // namespace affect
