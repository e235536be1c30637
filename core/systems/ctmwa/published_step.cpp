#include "systems/ctmwa/published_step.h"

#include <algorithm>
#include <cmath>

namespace affect::ctmwa {
namespace {

constexpr double beta1 = 0.5, beta2 = 0.999, epsilon = 1e-8;
constexpr double momentum_kept = 0.9;
constexpr double clip_norm = 2.0;

void keep(Tensors &into, const Tensors &from) {
  for (const auto &[name, tensor] : from)
    into[name] = tensor.detach().clone();
}

torch::Tensor one_hot(const torch::Tensor &labels, const PublishedOptions &options) {
  return torch::one_hot(labels, options.classes).to(torch::kFloat32);
}

} // namespace

PublishedTrainer::PublishedTrainer(PublishedOptions options, Tensors parameters)
    : options_(options) {
  for (const auto &[name, tensor] : parameters)
    (is_weight_net(name) ? weight_nets_ : backbone_)[name] = tensor;
  for (const auto &[name, tensor] : weight_nets_)
    first_[name] = torch::zeros_like(tensor).detach(),
    second_[name] = torch::zeros_like(tensor).detach();
  for (const auto &[name, tensor] : backbone_)
    momentum_[name] = torch::zeros_like(tensor).detach();
}

Tensors PublishedTrainer::forward(const Tensors &backbone, const PublishedBatch &batch) const {
  PublishedPass pass;
  pass.training = true;
  return published_forward(backbone, batch.text, batch.image, pass, options_);
}

torch::Tensor PublishedTrainer::virtual_step(const PublishedBatch &support,
                                             const PublishedBatch &query, const Tensors &backbone,
                                             const Tensors &weight_nets,
                                             PublishedTrace &trace) const {
  const auto seen = forward(backbone, support);
  const auto weights = published_weights(weight_nets, seen, one_hot(support.joint, options_));
  const auto loss = published_loss(seen, weights, support.joint, options_);
  const auto gradient = gradients(loss.at("loss.total"), backbone, true);
  const auto fast = stepped(backbone, gradient, options_.inner_rate);
  for (const auto &part : {seen, weights, loss})
    keep(trace.support, part);
  keep(trace.virtual_grad, gradient);
  keep(trace.fast, fast);

  const auto asked = forward(fast, query);
  keep(trace.query, asked);
  auto total = torch::zeros({});
  for (const auto &[side, labels] : {std::pair<std::string, torch::Tensor>{"m", query.joint},
                                     {"t", query.text_label},
                                     {"v", query.image_label}}) {
    const auto one = torch::nn::functional::cross_entropy(asked.at("logits_" + side), labels);
    trace.query["loss.ce_" + side] = one.detach();
    total = total + one;
  }
  trace.query["loss.total"] = total.detach();
  return total;
}

void PublishedTrainer::move_weight_nets(const Tensors &gradients) {
  torch::NoGradGuard frozen;
  ++steps_;
  const double correction1 = 1 - std::pow(beta1, steps_), correction2 = 1 - std::pow(beta2, steps_);
  for (auto &[name, tensor] : weight_nets_) {
    const auto gradient = gradients.at(name) + options_.weight_decay * tensor;
    first_[name].mul_(beta1).add_(gradient, 1 - beta1);
    second_[name].mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
    const auto root = (second_[name].sqrt() / std::sqrt(correction2)).add_(epsilon);
    tensor.addcdiv_(first_[name], root, -options_.weights_rate / correction1);
  }
}

void PublishedTrainer::move_backbone(const Tensors &gradients, PublishedTrace &trace) {
  torch::NoGradGuard frozen;
  std::map<std::string, double> squares;
  const auto module_of = [](const std::string &name) { return name.substr(0, name.find('.')); };
  for (const auto &[name, gradient] : gradients)
    squares[module_of(name)] += gradient.square().sum(torch::kFloat64).item<double>();
  for (const auto &[module, sum] : squares)
    trace.norms[module] = torch::tensor(std::sqrt(sum), torch::kFloat32);
  for (auto &[name, tensor] : backbone_) {
    const double norm = std::sqrt(squares[module_of(name)]);
    const auto clipped = gradients.at(name) * std::min(1.0, clip_norm / (norm + 1e-6));
    // Zero before the first step: the first buffer is the gradient itself.
    momentum_[name].mul_(momentum_kept).add_(clipped + options_.weight_decay * tensor);
    tensor.add_(momentum_[name], -options_.rate);
    trace.clipped[name] = clipped;
  }
}

PublishedTrace PublishedTrainer::step(const PublishedBatch &support, const PublishedBatch &query) {
  PublishedTrace trace;
  {
    const auto backbone = leaves(backbone_), weight_nets = leaves(weight_nets_);
    const auto loss = virtual_step(support, query, backbone, weight_nets, trace);
    const auto gradient = gradients(loss, weight_nets, false);
    keep(trace.weights_grad, gradient);
    move_weight_nets(gradient);
  }
  const auto backbone = leaves(backbone_);
  const auto seen = forward(backbone, support);
  const auto weights = [&] {
    torch::NoGradGuard frozen;
    return published_weights(weight_nets_, seen, one_hot(support.joint, options_));
  }();
  const auto loss = published_loss(seen, weights, support.joint, options_);
  for (const auto &part : {seen, weights, loss})
    keep(trace.real, part);
  const auto gradient = gradients(loss.at("loss.total"), backbone, false);
  keep(trace.grad, gradient);
  move_backbone(gradient, trace);
  return trace;
}

std::vector<torch::Tensor> PublishedTrainer::state() const {
  std::vector<torch::Tensor> state{torch::tensor(steps_)};
  for (const Tensors *part : {&first_, &second_, &momentum_})
    for (const auto &[name, tensor] : *part)
      state.push_back(tensor);
  return state;
}

void PublishedTrainer::restore(const std::vector<torch::Tensor> &state) {
  torch::NoGradGuard frozen;
  TORCH_CHECK(state.size() == 1 + first_.size() + second_.size() + momentum_.size(),
              "not a state of this system");
  steps_ = state[0].item<int64_t>();
  std::size_t at = 1;
  for (Tensors *part : {&first_, &second_, &momentum_})
    for (auto &[name, tensor] : *part)
      tensor.copy_(state[at++]);
}

} // namespace affect::ctmwa
