#include "systems/multiscale/multiscale.h"

#include "systems/pairs.h"

namespace affect {
namespace {

// Each position brought to mean 0 and variance 1 over its features; nothing to learn, so nothing to differentiate.
torch::Tensor standardised(const torch::Tensor &x) { return torch::layer_norm(x, {x.size(-1)}); }

multiscale::MemberSizes sizes_of(const SystemConfig &config) {
  multiscale::MemberSizes sizes;
  sizes.text_width = sizes.text_vector_width = config.text_width;
  sizes.image_width = sizes.image_vector_width = config.image_width;
  sizes.regions = config.regions;
  sizes.width = static_cast<int64_t>(config.setting("width", 128));
  sizes.heads = static_cast<int64_t>(config.setting("heads", 4));
  sizes.local_layers = static_cast<int>(config.setting("local_layers", 2));
  sizes.global_layers = static_cast<int>(config.setting("global_layers", 1));
  sizes.dropout = config.setting("dropout", 0.4);
  sizes.input_dropout = config.setting("input_dropout", 0.4);
  return sizes;
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
  output.logits = torch::softmax(joint_of_pairs(output.members.to(torch::kFloat32)), -1).mean(0).log();
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
    loss = loss + labelled_cross_entropy(joint_of_pairs(pairs), labels.joint, smoothing_) +
           pair_weight_ * labelled_cross_entropy(pairs, pair_labels(labels), smoothing_);
  return loss + unimodal_weight_ * (labelled_cross_entropy(output.text_logits, labels.text, smoothing_) +
                                    labelled_cross_entropy(output.image_logits, labels.image, smoothing_));
}

} // namespace affect
