#include "systems/clip_ca/clip_ca.h"

#include "systems/pairs.h"
#include "systems/standardise.h"

namespace affect {
namespace {

// Columns of SystemOutput::members.
constexpr int64_t classes = 3, pairs = classes * classes, text_at = pairs,
                  image_at = text_at + classes, log_variance_at = image_at + classes,
                  there_at = log_variance_at + 3;

torch::Tensor mean_probability(const std::vector<torch::Tensor> &logits) {
  return torch::softmax(torch::stack(logits).to(torch::kFloat32), -1).mean(0).log();
}

} // namespace

ClipCa::ClipCa(const SystemConfig &config)
    : System(config), attends_(!left_out("cross-attention")), uncertain_(!left_out("uncertainty")),
      smoothing_(config.setting("smoothing", 0.1)),
      pair_weight_(config.setting("pair_weight", 0.5)),
      unimodal_weight_(config.setting("unimodal_weight", 1)), beta_(config.setting("beta", 1)) {
  const auto whole = [&](const char *name, double fallback) {
    return static_cast<int64_t>(config.setting(name, fallback));
  };
  const double input_dropout = config.setting("input_dropout", 0.3);
  frames_ = register_module("frames", clip_ca::FramePool(config.image_vector()));
  const clip_ca::CrossAttentionSizes attention_sizes{config.text_width,
                                                     config.image_width,
                                                     config.regions,
                                                     whole("width", 64),
                                                     whole("heads", 4),
                                                     whole("layers", 1),
                                                     config.setting("dropout", 0.3),
                                                     input_dropout};
  // Names of modules are those in the weights files: "sight", "reader0", "doubt" stay.
  cross_attention_ = register_module("sight", clip_ca::CrossAttention(attention_sizes));
  const clip_ca::ModalityHeadsSizes sizes{config.text_vector(),
                                          config.image_vector(),
                                          whole("width", 64),
                                          whole("vector_width", 160),
                                          config.setting("vector_dropout", 0.5),
                                          input_dropout};
  for (int64_t i = 0; i < std::max<int64_t>(1, whole("members", 3)); ++i)
    members_.push_back(
        register_module("reader" + std::to_string(i), clip_ca::ModalityHeads(sizes)));
}

std::vector<Ablation> ClipCa::ablations() const {
  return {
      {"whole", {}, {}},
      {"without cross-attention", {{"without_cross-attention", 1}}, {}},
      {"without uncertainty", {{"without_uncertainty", 1}}, {}},
      {"without both of these", {{"without_cross-attention", 1}, {"without_uncertainty", 1}}, {}},
      {"text alone", {{"without_image", 1}}, {}},
      {"image alone", {{"without_text", 1}}, {}},
      {"one reader", {{"members", 1}}, {}},
      {"uncertainty loss as published (beta 0)", {{"beta", 0}}, {}}};
}

SystemOutput ClipCa::forward(const SystemInput &whole, bool explain) {
  SystemInput input = whole;
  if (left_out("text"))
    input.has_text = torch::zeros_like(input.has_text);
  if (left_out("image"))
    input.has_image = torch::zeros_like(input.has_image);
  const auto frames = clip_ca::frames_of(input);
  const auto seen =
      attends_ ? cross_attention_(input, frames, explain) : cross_attention_->zeros(input);
  const clip_ca::ModalityHeadsImpl::Post post{
      standardised(input.text_vector) * input.has_text.unsqueeze(1),
      frames_(frames) * input.has_image.unsqueeze(1), input.has_text, input.has_image};
  std::vector<torch::Tensor> members, joint, text, image, log_variances, weights;
  for (auto &member : members_) {
    const auto own = member(post, seen, !uncertain_);
    joint.push_back(joint_of_pairs(own.pairs.to(torch::kFloat32)));
    text.push_back(own.text_logits);
    image.push_back(own.image_logits);
    log_variances.push_back(own.log_variance);
    weights.push_back(own.weights);
    members.push_back(torch::cat({own.pairs, own.text_logits, own.image_logits, own.log_variance,
                                  input.has_text.unsqueeze(1), input.has_image.unsqueeze(1)},
                                 1));
  }
  SystemOutput output;
  output.members = torch::stack(members);
  output.logits = mean_probability(joint);
  output.text_logits = mean_probability(text);
  output.image_logits = mean_probability(image);
  if (uncertain_) {
    output.uncertainty = torch::stack(log_variances).to(torch::kFloat32).exp().mean(0).sqrt();
    output.weights = torch::stack(weights).mean(0);
  }
  output.word_to_region = seen.word_to_region;
  output.region_to_word = seen.region_to_word;
  return output;
}

torch::Tensor ClipCa::head_loss(const torch::Tensor &logits, const torch::Tensor &labels,
                                const torch::Tensor &log_variance,
                                const torch::Tensor &present) const {
  auto each = torch::nn::functional::cross_entropy(logits, labels,
                                                   torch::nn::functional::CrossEntropyFuncOptions()
                                                       .ignore_index(-1)
                                                       .label_smoothing(smoothing_)
                                                       .reduction(torch::kNone));
  if (uncertain_)
    each =
        (beta_ * log_variance).exp().detach() * ((-log_variance).exp() * each + log_variance / 2);
  const auto counted = labels.ge(0).to(torch::kFloat32) * present;
  return (each * counted).sum() / counted.sum().clamp_min(1);
}

torch::Tensor ClipCa::loss(const SystemOutput &output, const SystemLabels &labels) {
  auto loss = torch::zeros({});
  // Each member learns by itself; one that relied on the others would be no second opinion.
  for (const auto &member : output.members.to(torch::kFloat32).unbind(0)) {
    const auto of_pairs = member.slice(1, 0, pairs), has_text = member.select(1, there_at),
               has_image = member.select(1, there_at + 1), any = has_text.maximum(has_image);
    const auto head = [&](const torch::Tensor &logits, const torch::Tensor &truth, int64_t which,
                          const torch::Tensor &present) {
      return head_loss(logits, truth, member.select(1, log_variance_at + which), present);
    };
    loss = loss + head(joint_of_pairs(of_pairs), labels.joint, 2, any) +
           unimodal_weight_ *
               (head(member.slice(1, text_at, image_at), labels.text, 0, has_text) +
                head(member.slice(1, image_at, log_variance_at), labels.image, 1, has_image)) +
           pair_weight_ * labelled_cross_entropy(of_pairs, pair_labels(labels), smoothing_);
  }
  return loss;
}

} // namespace affect
