#include "systems/multiscale/member.h"

#include "nn/attention.h"

namespace affect::multiscale {
namespace {

// Dropout of whole features: the same ones in every position of a post. Cheaper than a draw for each cell, and positions
// cannot lend each other what was dropped.
torch::Tensor drop_features(const torch::Tensor &x, double share, bool training) {
  if (!training || share <= 0)
    return x;
  return x * torch::dropout(torch::ones({x.size(0), 1, x.size(2)}, x.options()), share, true);
}

torch::Tensor small_random(at::IntArrayRef shape) { return torch::randn(shape) * 0.02; }

torch::Tensor mean_over(const torch::Tensor &states, const torch::Tensor &mask) {
  return (states * mask.unsqueeze(-1)).sum(1) / mask.sum(1, true).clamp_min(1);
}

// A learned vector stands where the modality is absent.
torch::Tensor or_absent(const torch::Tensor &x, const torch::Tensor &has, const torch::Tensor &absent) {
  const auto present = has.unsqueeze(1);
  return x * present + absent * (1 - present);
}

} // namespace

MemberImpl::MemberImpl(const MemberSizes &sizes) : sizes_(sizes) {
  const int64_t width = sizes.width;
  text_in_ = register_module("text_in", torch::nn::Linear(sizes.text_width, width));
  image_in_ = register_module("image_in", torch::nn::Linear(sizes.image_width, width));
  text_vector_in_ = register_module("text_vector_in", torch::nn::Linear(sizes.text_vector_width, width));
  image_vector_in_ = register_module("image_vector_in", torch::nn::Linear(sizes.image_vector_width, width));
  places_ = register_parameter("places", small_random({1, sizes.regions, width}));
  for (int i = 0; i < sizes.local_layers; ++i)
    local_.push_back(register_module("local" + std::to_string(i), LocalBlock(width, sizes.heads, sizes.dropout)));
  for (int i = 0; i < sizes.global_layers; ++i)
    global_.push_back(register_module("global" + std::to_string(i), GlobalBlock(width, sizes.heads, sizes.dropout)));
  cls_ = register_parameter("cls", small_random({1, 1, width}));
  text_kind_ = register_parameter("text_kind", small_random({1, 1, width}));
  image_kind_ = register_parameter("image_kind", small_random({1, 1, width}));
  absent_text_ = register_parameter("absent_text", small_random({1, width}));
  absent_image_ = register_parameter("absent_image", small_random({1, width}));
  absent_text_vector_ = register_parameter("absent_text_vector", small_random({1, width}));
  absent_image_vector_ = register_parameter("absent_image_vector", small_random({1, width}));
  fused_norm_ = register_module("fused_norm", torch::nn::LayerNorm(torch::nn::LayerNormOptions({5 * width})));
  hidden_ = register_module("hidden", torch::nn::Linear(5 * width, width));
  pair_ = register_module("pair", torch::nn::Linear(width, 9));
  language_out_ = register_module("language_out", torch::nn::Linear(width, sizes.text_width));
  // The language head starts from what the text encoder says alone.
  torch::nn::init::zeros_(language_out_->weight);
  torch::nn::init::zeros_(language_out_->bias);
}

torch::Tensor MemberImpl::fuse_globally(const LocalBlockImpl::Streams &local, const SystemInput &input) {
  const int64_t batch = local.text.size(0);
  const auto image_mask = input.has_image.unsqueeze(1).expand({batch, local.image.size(1)});
  const auto cls_mask = torch::ones({batch, 1}, input.text_mask.options());
  const auto mask = additive_mask(
      torch::cat({cls_mask, input.text_mask * input.has_text.unsqueeze(1), image_mask}, 1), local.text.scalar_type());
  auto x = torch::cat({cls_.expand({batch, 1, -1}), local.text + text_kind_, local.image + image_kind_}, 1);
  for (auto &block : global_)
    x = block(x, mask);
  return x;
}

MemberOutput MemberImpl::forward(const SystemInput &input, bool explain) {
  MemberOutput output;
  const bool training = is_training();
  const double dropout = sizes_.dropout, input_dropout = sizes_.input_dropout;
  LocalBlockImpl::Streams local{text_in_(drop_features(input.text, input_dropout, training)),
                                image_in_(drop_features(input.image, input_dropout, training)) + places_};
  const auto text_mask = additive_mask(input.text_mask, input.text.scalar_type());
  const auto has_text = input.has_text.view({-1, 1, 1}), has_image = input.has_image.view({-1, 1, 1});
  for (auto &block : local_) {
    LocalBlockImpl::Attentions attentions;
    local = block(local, text_mask, torch::Tensor(), has_text, has_image, explain ? &attentions : nullptr);
    if (explain) {
      output.word_to_region.push_back(attentions.word_to_region);
      output.region_to_word.push_back(attentions.region_to_word);
    }
  }
  const auto fused = fuse_globally(local, input);
  const auto alone = [&](torch::nn::Linear &in, const torch::Tensor &vector) {
    return torch::gelu(in(torch::dropout(vector, input_dropout, training)));
  };
  const auto joined =
      torch::cat({fused.select(1, 0), or_absent(mean_over(local.text, input.text_mask), input.has_text, absent_text_),
                  or_absent(local.image.mean(1), input.has_image, absent_image_),
                  or_absent(alone(text_vector_in_, input.text_vector), input.has_text, absent_text_vector_),
                  or_absent(alone(image_vector_in_, input.image_vector), input.has_image, absent_image_vector_)},
                 1);
  const auto hidden = torch::gelu(hidden_(torch::dropout(fused_norm_(joined), dropout, training)));
  output.pairs = pair_(torch::dropout(hidden, dropout, training));
  output.places = language_out_(fused.slice(1, 1, 1 + input.text.size(1)));
  return output;
}

} // namespace affect::multiscale
