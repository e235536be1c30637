#include "systems/multiscale/multiscale.h"

namespace affect {
namespace {

// Each position brought to mean 0 and variance 1 over its features; nothing to learn, so nothing to differentiate.
torch::Tensor standardised(const torch::Tensor &x) { return torch::layer_norm(x, {x.size(-1)}); }

multiscale::MemberSizes sizes_of(const SystemConfig &config) {
  multiscale::MemberSizes sizes;
  sizes.text_width = config.text_width;
  sizes.text_vector_width = config.text_vector();
  sizes.image_width = config.image_width;
  sizes.image_vector_width = config.image_vector();
  sizes.regions = config.regions;
  sizes.width = static_cast<int64_t>(config.setting("width", 96));
  sizes.heads = static_cast<int64_t>(config.setting("heads", 4));
  sizes.local_layers = static_cast<int>(config.setting("local_layers", 2));
  sizes.global_layers = static_cast<int>(config.setting("global_layers", 1));
  sizes.dropout = config.setting("dropout", 0.4);
  sizes.input_dropout = config.setting("input_dropout", 0.4);
  return sizes;
}

// The class of a pair where both labels are known, else -1.
torch::Tensor pair_labels(const SystemLabels &labels) {
  const auto known = labels.text.ge(0).logical_and(labels.image.ge(0));
  return torch::where(known, labels.text * 3 + labels.image, torch::full_like(labels.text, -1));
}

// Members side by side as further heads of each layer.
std::vector<torch::Tensor> joined_heads(const std::vector<std::vector<torch::Tensor>> &members) {
  std::vector<torch::Tensor> layers;
  for (std::size_t layer = 0; layer < members.front().size(); ++layer) {
    std::vector<torch::Tensor> heads;
    for (const auto &member : members)
      heads.push_back(member[layer]);
    layers.push_back(torch::cat(heads, 1));
  }
  return layers;
}

} // namespace

torch::Tensor multiscale::joint_of_pairs(const torch::Tensor &pairs) {
  const auto log_probability = torch::log_softmax(pairs, -1);
  // Columns: text polarity * 3 + image polarity; negative, neutral, positive are 0, 1, 2.
  const std::vector<std::vector<int64_t>> columns{{0, 1, 3}, {4}, {5, 7, 8}};
  std::vector<torch::Tensor> joint;
  for (const auto &of_class : columns)
    joint.push_back(torch::logsumexp(log_probability.index_select(-1, torch::tensor(of_class, pairs.device())), -1));
  return torch::stack(joint, -1);
}

Multiscale::Multiscale(const SystemConfig &config)
    : System(config), input_dropout_(config.setting("input_dropout", 0.4)),
      smoothing_(config.setting("smoothing", 0.1)), pair_weight_(config.setting("pair_weight", 0.5)),
      unimodal_weight_(config.setting("unimodal_weight", 0.5)) {
  const auto sizes = sizes_of(config);
  const int members = std::max(1, static_cast<int>(config.setting("members", 3)));
  for (int i = 0; i < members; ++i)
    members_.push_back(register_module("member" + std::to_string(i), multiscale::Member(sizes)));
  text_head_ = register_module("text_head", torch::nn::Linear(sizes.text_vector_width, 3));
  image_head_ = register_module("image_head", torch::nn::Linear(sizes.image_vector_width, 3));
}

SystemOutput Multiscale::forward(const SystemInput &given, bool explain) {
  SystemInput input = given;
  for (torch::Tensor *x : {&input.text, &input.image, &input.text_vector, &input.image_vector})
    *x = standardised(*x);
  SystemOutput output;
  std::vector<torch::Tensor> pairs, places;
  std::vector<std::vector<torch::Tensor>> word_to_region, region_to_word;
  for (auto &member : members_) {
    auto one = member(input, explain);
    pairs.push_back(one.pairs);
    places.push_back(one.places);
    word_to_region.push_back(one.word_to_region);
    region_to_word.push_back(one.region_to_word);
  }
  output.members = torch::stack(pairs);
  output.logits = torch::softmax(multiscale::joint_of_pairs(output.members.to(torch::kFloat32)), -1).mean(0).log();
  output.text_logits = text_head_(torch::dropout(input.text_vector, input_dropout_, is_training()));
  output.image_logits = image_head_(torch::dropout(input.image_vector, input_dropout_, is_training()));
  output.language = given.text + torch::stack(places).mean(0);
  if (explain) {
    output.word_to_region = joined_heads(word_to_region);
    output.region_to_word = joined_heads(region_to_word);
  }
  return output;
}

torch::Tensor Multiscale::loss(const SystemOutput &output, const SystemLabels &labels) {
  // Every member learns by itself: one that leant on the others would be no second opinion.
  const auto members = output.members.to(torch::kFloat32);
  auto loss = torch::zeros({}, members.options());
  for (const auto &pairs : members.unbind(0))
    loss = loss + labelled_cross_entropy(multiscale::joint_of_pairs(pairs), labels.joint, smoothing_) +
           pair_weight_ * labelled_cross_entropy(pairs, pair_labels(labels), smoothing_);
  return loss + unimodal_weight_ * (labelled_cross_entropy(output.text_logits, labels.text, smoothing_) +
                                    labelled_cross_entropy(output.image_logits, labels.image, smoothing_));
}

} // namespace affect
