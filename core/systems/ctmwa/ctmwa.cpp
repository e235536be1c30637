#include "systems/ctmwa/ctmwa.h"

#include "systems/ctmwa/published_system.h"
#include "systems/pairs.h"

namespace affect {

using namespace ctmwa;

namespace {

NetworkOptions options_of(const SystemConfig &config) {
  NetworkOptions o;
  o.text_width = config.text_vector();
  o.image_width = config.image_vector();
  o.width = static_cast<int64_t>(config.setting("width", 128));
  o.embedding = static_cast<int64_t>(config.setting("embedding", 64));
  o.weights_width = static_cast<int64_t>(config.setting("weights_width", 32));
  o.dropout = config.setting("dropout", 0.4);
  o.input_dropout = config.setting("input_dropout", 0.3);
  o.trans_tit = config.setting("trans_tit", 0.5);
  o.trans_iti = config.setting("trans_iti", 0.5);
  o.trans_it = config.setting("trans_it", 1.0);
  o.trans_ti = config.setting("trans_ti", 1.0);
  o.translate = config.setting("translate", 1) != 0;
  o.stand_in = config.setting("absent", 1) != 0;
  o.sequence = config.setting("sequence", 0) != 0;
  o.weights = config.setting("weights", 1) != 0;
  o.word_scale = config.setting("word_scale", 40);
  o.vocabulary = o.word_scale > 0 ? config.vocabulary() : 0;
  o.face_scale = config.setting("face_scale", 16);
  o.faces = o.face_scale > 0 ? config.faces() : 0;
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
      smoothing_(config.setting("smoothing", 0.1)),
      pair_weight_(config.setting("pair_weight", 0.5)),
      unimodal_weight_(config.setting("unimodal_weight", 0.5)),
      translation_weight_(config.setting("translation_weight", 0.3)),
      word_penalty_(config.setting("word_penalty", 0.15)),
      inner_rate_(config.setting("inner_rate", 0.05)),
      weights_rate_(config.setting("weights_rate", 3e-3)),
      prior_(config.setting("weight_prior", 0.05)),
      effect_weight_(config.setting("effect_weight", 1)),
      effect_scale_(config.setting("effect_scale", 0.25)),
      reveal_share_(config.setting("told", 0.25)),
      turns_(std::max<int64_t>(1, static_cast<int64_t>(config.setting("turns", 3)))) {
  const int count = std::max(1, static_cast<int>(config.setting("members", 3)));
  for (int i = 0; i < count; ++i) {
    const auto net = register_module("net" + std::to_string(i), std::make_shared<ParameterTree>());
    Member &member = members_.emplace_back();
    for (const Shape &shape : network_.shapes()) {
      const bool weighs = is_weight_net(shape.name);
      // Weights start even, words say nothing.
      const bool nothing =
          (weighs && shape.name.find("linear2") != std::string::npos) || is_plain_map(shape.name);
      (weighs ? member.weight_nets : member.backbone)[shape.name] =
          net->add(shape.name, nothing ? torch::zeros(shape.sizes) : kaiming(shape));
    }
  }
}

bool Ctmwa::translates() const {
  return network_.options().translate && network_.options().stand_in;
}

std::vector<Ablation> Ctmwa::ablations() const {
  return {{"ours", {}, {}},
          {"published recipe",
           {{"published", 1}, {"embedding", 128}, {"dropout", 0.3}},
           {{"epochs", 8}, {"drop_modality", 0}, {"average", 0}}},
          {"equal weights", {{"weights", 0}}, {}},
          {"no translation", {{"translate", 0}}, {}},
          {"no meta step", {{"meta", 0}}, {}}};
}

// Of some members, or of one alone.
SystemOutput Ctmwa::output_of(const std::vector<NetworkOutput> &seen, bool training) const {
  std::vector<torch::Tensor> scores, joint, text, image, weights;
  SystemOutput output;
  for (const NetworkOutput &one : seen) {
    scores.push_back(torch::cat({one.pairs, one.text_logits, one.image_logits}, 1));
    joint.push_back(torch::softmax(joint_of_pairs(one.pairs.to(torch::kFloat32)), 1));
    text.push_back(torch::softmax(one.text_logits.to(torch::kFloat32), 1));
    image.push_back(torch::softmax(one.image_logits.to(torch::kFloat32), 1));
    weights.push_back(one.weights);
    const auto add = [&](double weight, const torch::Tensor &term) {
      if (training && term.defined())
        output.own_loss =
            output.own_loss.defined() ? output.own_loss + weight * term : weight * term;
    };
    add(translation_weight_, one.translation);
    add(word_penalty_, one.plain_squares);
  }
  // Of all members or of none.
  const auto mean_of = [&](torch::Tensor NetworkOutput::*what) {
    std::vector<torch::Tensor> each;
    for (const NetworkOutput &one : seen)
      if ((one.*what).defined())
        each.push_back(one.*what);
    return each.empty() ? torch::Tensor() : torch::stack(each).mean(0);
  };
  output.word_scores = mean_of(&NetworkOutput::word_scores);
  output.face_scores = mean_of(&NetworkOutput::face_scores);
  output.members = torch::stack(scores);
  output.logits = torch::stack(joint).mean(0).log();
  output.text_logits = torch::stack(text).mean(0).log();
  output.image_logits = torch::stack(image).mean(0).log();
  output.weights = torch::stack(weights).mean(0);
  return output;
}

SystemOutput Ctmwa::forward(const SystemInput &input, bool) {
  std::vector<NetworkOutput> seen;
  const bool guarded = is_training() && network_.options().weights && !meta_;
  torch::Tensor prior;
  for (const Member &member : members_) {
    auto tensors = joined(member.backbone, member.weight_nets);
    if (meta_) // moved by meta_step alone
      for (const auto &[name, tensor] : member.weight_nets)
        tensors[name] = tensor.detach();
    seen.push_back(network_.forward(tensors, input, {}, is_training()));
    if (guarded) {
      const auto own = prior_ * unevenness(seen.back().weights, input);
      prior = prior.defined() ? prior + own : own;
    }
  }
  auto output = output_of(seen, is_training());
  if (guarded)
    output.own_loss = output.own_loss.defined() ? output.own_loss + prior : prior;
  return output;
}

torch::Tensor Ctmwa::loss(const SystemOutput &output, const SystemLabels &labels) {
  // Every member learns by itself: one that relied on the others would be no second opinion.
  const auto members = output.members.to(torch::kFloat32);
  const int64_t classes = network_.options().classes, pairs = classes * classes;
  auto loss = torch::zeros({}, members.options());
  for (const auto &scores : members.unbind(0)) {
    const auto of_pairs = scores.slice(1, 0, pairs), text = scores.slice(1, pairs, pairs + classes),
               image = scores.slice(1, pairs + classes);
    loss = loss + labelled_cross_entropy(joint_of_pairs(of_pairs), labels.joint, smoothing_) +
           pair_weight_ * labelled_cross_entropy(of_pairs, pair_labels(labels), smoothing_) +
           unimodal_weight_ * (labelled_cross_entropy(text, labels.text, smoothing_) +
                               labelled_cross_entropy(image, labels.image, smoothing_));
  }
  return output.own_loss.defined() ? loss + output.own_loss : loss;
}

std::vector<torch::Tensor> Ctmwa::meta_parameters() const {
  std::vector<torch::Tensor> result;
  if (meta_)
    for (const Member &member : members_)
      for (const auto &[name, tensor] : member.weight_nets)
        result.push_back(tensor);
  return result;
}

// The labels that weight nets see: one-hot rows for some labelled posts, zeros for the others.
torch::Tensor Ctmwa::revealed_labels(const torch::Tensor &joint) const {
  const auto known = joint.ge(0).logical_and(torch::rand({joint.size(0)}).lt(reveal_share_));
  return torch::one_hot(joint.clamp_min(0), network_.options().classes).to(torch::kFloat32) *
         known.to(torch::kFloat32).unsqueeze(1);
}

// Cross entropy between the weights and the effect of leaving out each modality on the true class.
torch::Tensor Ctmwa::effect_loss(const Tensors &backbone, const Tensors &weight_nets,
                                 const SystemInput &query, const SystemLabels &labels) const {
  const auto tensors = joined(backbone, weight_nets);
  torch::Tensor target;
  {
    torch::NoGradGuard frozen;
    const auto truth = labels.joint.clamp_min(0).unsqueeze(1);
    const auto of_truth = [&](const SystemInput &input) {
      return torch::softmax(joint_of_pairs(network_.forward(tensors, input, {}, false).pairs), 1)
          .gather(1, truth);
    };
    auto without_text = query, without_image = query;
    without_text.has_text = torch::zeros_like(query.has_text);
    without_image.has_image = torch::zeros_like(query.has_image);
    const auto whole = of_truth(query);
    target = torch::softmax(
        torch::cat({whole - of_truth(without_text), whole - of_truth(without_image)}, 1) /
            effect_scale_,
        1);
  }
  const auto weights =
      network_.forward(tensors, query, revealed_labels(labels.joint), true).weights;
  const auto counted = labels.joint.ge(0).to(torch::kFloat32) * query.has_text * query.has_image;
  return -((target * weights.clamp_min(1e-6).log()).sum(1) * counted).sum() /
         counted.sum().clamp_min(1);
}

void Ctmwa::meta_step(const SystemInput &support, const SystemLabels &support_labels,
                      const SystemInput &query, const SystemLabels &query_labels) {
  // In fp32 whatever the network is in: a gradient of a gradient step has no bits to spare.
  const auto seen = support.to(torch::kCPU, torch::kFloat32),
             asked = query.to(torch::kCPU, torch::kFloat32);
  for (std::size_t i = 0; i < members_.size(); ++i)
    if ((turn_ + static_cast<int64_t>(i)) % turns_ == 0)
      meta_step_of(members_[i], seen, support_labels, asked, query_labels);
  ++turn_;
}

void Ctmwa::meta_step_of(Member &member, const SystemInput &support,
                         const SystemLabels &support_labels, const SystemInput &query,
                         const SystemLabels &query_labels) {
  const auto backbone = leaves(member.backbone), weight_nets = leaves(member.weight_nets);
  const auto before = network_.forward(joined(backbone, weight_nets), support,
                                       revealed_labels(support_labels.joint), true);
  const auto support_loss = loss(output_of({before}, true), support_labels);
  auto fast = stepped(backbone, gradients(support_loss, backbone, true), inner_rate_);
  for (auto &[name, tensor] : fast)
    if (is_plain_map(name)) // one step of this rate would throw them far beyond where they belong
      tensor = backbone.at(name);
  const auto after =
      network_.forward(joined(fast, weight_nets), query, revealed_labels(query_labels.joint), true);
  // The heads alone: translating well is no matter of weights.
  const auto query_loss = loss(output_of({after}, false), query_labels) +
                          prior_ * unevenness(after.weights, query) +
                          effect_weight_ * effect_loss(backbone, weight_nets, query, query_labels);
  auto found = gradients(query_loss, weight_nets, false);
  auto &adam = optimizer_of(member);
  for (auto &[name, tensor] : member.weight_nets)
    tensor.mutable_grad() = found.at(name).to(tensor.scalar_type());
  adam.step(weights_rate_);
}

MasterAdamW &Ctmwa::optimizer_of(Member &member) const {
  if (!member.optimizer) {
    AdamWOptions options;
    options.beta1 = 0.5;
    options.beta2 = 0.999;
    member.optimizer = std::make_unique<MasterAdamW>(values(member.weight_nets), options);
  }
  return *member.optimizer;
}

// Whose turn it is, then the members' optimisers.
std::vector<torch::Tensor> Ctmwa::meta_state() {
  std::vector<torch::Tensor> state;
  if (!meta_)
    return state;
  state.push_back(torch::tensor({turn_}));
  for (Member &member : members_)
    for (const auto &tensor : optimizer_of(member).state())
      state.push_back(tensor);
  return state;
}

void Ctmwa::restore_meta_state(const std::vector<torch::Tensor> &state) {
  if (!meta_)
    return;
  const std::size_t each = optimizer_of(members_.front()).state().size();
  TORCH_CHECK(state.size() == 1 + each * members_.size() && state.front().numel() == 1);
  std::vector<std::vector<torch::Tensor>> parts;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const auto begin = state.begin() + static_cast<std::ptrdiff_t>(1 + i * each);
    parts.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(each));
    TORCH_CHECK(optimizer_of(members_[i]).fits(parts.back()));
  }
  for (std::size_t i = 0; i < members_.size(); ++i)
    optimizer_of(members_[i]).restore(parts[i]);
  turn_ = state.front().item<int64_t>();
}

std::shared_ptr<System> make_ctmwa(const SystemConfig &config) {
  if (config.setting("published", 0) != 0)
    return std::make_shared<PublishedCtmwa>(config);
  return std::make_shared<Ctmwa>(config);
}

} // namespace affect
