#include "systems/ctmwa/ctmwa.h"

#include "systems/ctmwa/published_system.h"

namespace affect {

using namespace ctmwa;

namespace {

NetworkOptions options_of(const SystemConfig &config) {
  NetworkOptions o;
  o.text_width = config.text_vector();
  o.image_width = config.image_vector();
  o.width = static_cast<int64_t>(config.setting("width", 128));
  o.embedding = static_cast<int64_t>(config.setting("embedding", 128));
  o.weights_width = static_cast<int64_t>(config.setting("weights_width", 32));
  o.dropout = config.setting("dropout", 0.3);
  o.input_dropout = config.setting("input_dropout", 0.3);
  o.trans_tit = config.setting("trans_tit", 0.5);
  o.trans_iti = config.setting("trans_iti", 0.5);
  o.trans_it = config.setting("trans_it", 1.0);
  o.trans_ti = config.setting("trans_ti", 1.0);
  o.translate = config.setting("translate", 1) != 0;
  o.stand_in = config.setting("absent", 1) != 0;
  o.sequence = config.setting("sequence", 0) != 0;
  o.weights = config.setting("weights", 1) != 0;
  return o;
}

// KL from even weights to the given ones, mean over the posts that have both modalities.
torch::Tensor unevenness(const torch::Tensor &weights, const SystemInput &input) {
  const auto both = input.has_text * input.has_image;
  const auto each = -0.5 * (2 * weights).clamp_min(1e-6).log().sum(1);
  return (each * both).sum() / both.sum().clamp_min(1);
}

Tensors joined(const Tensors &a, const Tensors &b) {
  Tensors both = a;
  both.insert(b.begin(), b.end());
  return both;
}

} // namespace

Ctmwa::Ctmwa(const SystemConfig &config)
    : System(config), network_(options_of(config)),
      meta_(network_.options().weights && config.setting("meta", 1) != 0),
      smoothing_(config.setting("smoothing", 0.1)), unimodal_weight_(config.setting("unimodal_weight", 0.5)),
      translation_weight_(config.setting("translation_weight", 0.3)), inner_rate_(config.setting("inner_rate", 0.05)),
      weights_rate_(config.setting("weights_rate", 3e-3)), prior_(config.setting("weight_prior", 0.05)),
      effect_weight_(config.setting("effect_weight", 1)), effect_scale_(config.setting("effect_scale", 0.25)),
      told_(config.setting("told", 0.25)) {
  const auto net = register_module("net", std::make_shared<ParameterTree>());
  for (const Shape &shape : network_.shapes()) {
    const bool weighs = is_weight_net(shape.name);
    // Weights start even.
    const bool last = weighs && shape.name.find("linear2") != std::string::npos;
    (weighs ? weight_nets_ : backbone_)[shape.name] =
        net->add(shape.name, last ? torch::zeros(shape.sizes) : kaiming(shape));
  }
}

SystemOutput Ctmwa::output_of(const NetworkOutput &seen, bool training) const {
  SystemOutput output;
  output.logits = seen.logits;
  output.text_logits = seen.text_logits;
  output.image_logits = seen.image_logits;
  output.weights = seen.weights;
  if (training && seen.translation.defined())
    output.own_loss = translation_weight_ * seen.translation;
  return output;
}

SystemOutput Ctmwa::forward(const SystemInput &input, bool) {
  auto tensors = joined(backbone_, weight_nets_);
  if (meta_) // moved by meta_step alone
    for (const auto &[name, tensor] : weight_nets_)
      tensors[name] = tensor.detach();
  auto output = output_of(network_.forward(tensors, input, {}, is_training()), is_training());
  if (is_training() && network_.options().weights && !meta_) {
    const auto prior = prior_ * unevenness(output.weights, input);
    output.own_loss = output.own_loss.defined() ? output.own_loss + prior : prior;
  }
  return output;
}

torch::Tensor Ctmwa::loss(const SystemOutput &output, const SystemLabels &labels) {
  auto loss = labelled_cross_entropy(output.logits, labels.joint, smoothing_) +
              unimodal_weight_ * (labelled_cross_entropy(output.text_logits, labels.text, smoothing_) +
                                  labelled_cross_entropy(output.image_logits, labels.image, smoothing_));
  return output.own_loss.defined() ? loss + output.own_loss : loss;
}

std::vector<torch::Tensor> Ctmwa::meta_parameters() const {
  return meta_ ? values(weight_nets_) : std::vector<torch::Tensor>();
}

// One-hot rows of some labelled posts, zeros in the others.
torch::Tensor Ctmwa::told_labels(const torch::Tensor &joint) const {
  const auto known = joint.ge(0).logical_and(torch::rand({joint.size(0)}).lt(told_));
  return torch::one_hot(joint.clamp_min(0), network_.options().classes).to(torch::kFloat32) *
         known.to(torch::kFloat32).unsqueeze(1);
}

// Cross entropy between the weights and what leaving out each modality does to the true class.
torch::Tensor Ctmwa::effect_loss(const Tensors &backbone, const Tensors &weight_nets, const SystemInput &query,
                                 const SystemLabels &labels) const {
  const auto tensors = joined(backbone, weight_nets);
  torch::Tensor target;
  {
    torch::NoGradGuard frozen;
    const auto truth = labels.joint.clamp_min(0).unsqueeze(1);
    const auto of_truth = [&](const SystemInput &input) {
      return torch::softmax(network_.forward(tensors, input, {}, false).logits, 1).gather(1, truth);
    };
    auto without_text = query, without_image = query;
    without_text.has_text = torch::zeros_like(query.has_text);
    without_image.has_image = torch::zeros_like(query.has_image);
    const auto whole = of_truth(query);
    target = torch::softmax(
        torch::cat({whole - of_truth(without_text), whole - of_truth(without_image)}, 1) / effect_scale_, 1);
  }
  const auto weights = network_.forward(tensors, query, told_labels(labels.joint), true).weights;
  const auto counted = labels.joint.ge(0).to(torch::kFloat32) * query.has_text * query.has_image;
  return -((target * weights.clamp_min(1e-6).log()).sum(1) * counted).sum() / counted.sum().clamp_min(1);
}

void Ctmwa::meta_step(const SystemInput &support, const SystemLabels &support_labels, const SystemInput &query,
                      const SystemLabels &query_labels) {
  // In fp32 whatever the network is in: a gradient of a gradient step has no bits to spare.
  const auto seen = support.to(torch::kCPU, torch::kFloat32), asked = query.to(torch::kCPU, torch::kFloat32);
  const auto backbone = leaves(backbone_), weight_nets = leaves(weight_nets_);
  const auto before =
      network_.forward(joined(backbone, weight_nets), seen, told_labels(support_labels.joint), true);
  const auto support_loss = loss(output_of(before, true), support_labels);
  const auto fast = stepped(backbone, gradients(support_loss, backbone, true), inner_rate_);
  const auto after = network_.forward(joined(fast, weight_nets), asked, told_labels(query_labels.joint), true);
  // The heads alone: translating well is no matter of weights.
  const auto query_loss = loss(output_of(after, false), query_labels) + prior_ * unevenness(after.weights, asked) +
                          effect_weight_ * effect_loss(backbone, weight_nets, asked, query_labels);
  auto found = gradients(query_loss, weight_nets, false);
  auto &adam = optimizer();
  for (auto &[name, tensor] : weight_nets_)
    tensor.mutable_grad() = found.at(name).to(tensor.scalar_type());
  adam.step(weights_rate_);
}

MasterAdamW &Ctmwa::optimizer() {
  if (!optimizer_) {
    AdamWOptions options;
    options.beta1 = 0.5;
    options.beta2 = 0.999;
    optimizer_ = std::make_unique<MasterAdamW>(values(weight_nets_), options);
  }
  return *optimizer_;
}

std::vector<torch::Tensor> Ctmwa::meta_state() { return meta_ ? optimizer().state() : std::vector<torch::Tensor>(); }

void Ctmwa::restore_meta_state(const std::vector<torch::Tensor> &state) {
  if (meta_)
    optimizer().restore(state);
}

std::shared_ptr<System> make_ctmwa(const SystemConfig &config) {
  if (config.setting("published", 0) != 0)
    return std::make_shared<PublishedCtmwa>(config);
  return std::make_shared<Ctmwa>(config);
}

} // namespace affect
