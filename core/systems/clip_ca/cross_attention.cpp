#include "systems/clip_ca/cross_attention.h"

#include "nn/attention.h"
#include "systems/standardise.h"

#include <cmath>

namespace affect::clip_ca {
namespace {

constexpr int64_t waves = 3, time_width = 2 * waves;

torch::nn::Linear zero_linear(int64_t in, int64_t out) {
  torch::nn::Linear linear(torch::nn::LinearOptions(in, out).bias(false));
  torch::nn::init::zeros_(linear->weight);
  return linear;
}

// Dropout of whole features, the same ones in every position of a post: positions cannot lend each
// other what was dropped.
torch::Tensor drop_features(const torch::Tensor &x, double share, bool training) {
  if (!training || share <= 0)
    return x;
  return x * torch::dropout(torch::ones({x.size(0), 1, x.size(2)}, x.options()), share, true);
}

torch::Tensor mean_where(const torch::Tensor &states, const torch::Tensor &mask) {
  return (states * mask.unsqueeze(-1)).sum(1) / mask.sum(1, true).clamp_min(1);
}

} // namespace

Frames frames_of(const SystemInput &input) {
  const auto there = input.has_image.unsqueeze(1);
  if (!input.frames.defined())
    return {input.image.unsqueeze(1), input.image_vector.unsqueeze(1), there};
  return {input.frames, input.frame_vectors, input.frame_mask * there};
}

torch::Tensor frame_times(const torch::Tensor &mask) {
  const auto exact = mask.to(torch::kFloat32); // bf16 has no place for such steps
  const auto count = exact.sum(1, true).clamp_min(1);
  const auto at = ((exact.cumsum(1) - 0.5) / count - 0.5) * exact;
  std::vector<torch::Tensor> features;
  for (int j = 1; j <= waves; ++j) {
    features.push_back(torch::sin(at * (j * M_PI)));
    features.push_back(1 - torch::cos(at * (j * M_PI)));
  }
  return torch::stack(features, -1).to(mask.scalar_type());
}

FramePoolImpl::FramePoolImpl(int64_t vector_width) {
  score_ = register_module("score", zero_linear(vector_width, 1));
  time_ = register_module("time", zero_linear(time_width, 1));
}

torch::Tensor FramePoolImpl::forward(const Frames &frames) {
  const auto vectors = standardised(frames.vectors);
  const auto scores = (score_(vectors) + time_(frame_times(frames.mask))).squeeze(-1);
  const auto mask = additive_mask(frames.mask, scores.scalar_type()).view_as(scores);
  const auto shares = torch::softmax(scores + mask, 1) * frames.mask;
  return standardised((vectors * shares.unsqueeze(-1)).sum(1));
}

CrossAttentionImpl::CrossAttentionImpl(const CrossAttentionSizes &sizes) : sizes_(sizes) {
  text_in_ = register_module("text_in", torch::nn::Linear(sizes.text, sizes.width));
  image_in_ = register_module("image_in", torch::nn::Linear(sizes.image, sizes.width));
  time_ = register_module("time", zero_linear(time_width, sizes.width));
  positions_ =
      register_parameter("places", torch::randn({1, 1, sizes.regions, sizes.width}) * 0.02);
  for (int64_t i = 0; i < sizes.layers; ++i)
    blocks_.push_back(register_module("block" + std::to_string(i),
                                      layers::LocalBlock(sizes.width, sizes.heads, sizes.dropout)));
}

AttendedFeatures CrossAttentionImpl::forward(const SystemInput &input, const Frames &frames,
                                             bool explain) {
  const bool training = is_training();
  const auto type = input.text.scalar_type();
  const int64_t batch = frames.regions.size(0), count = frames.regions.size(1),
                regions = frames.regions.size(2);
  const auto drop = [&](const torch::Tensor &x) {
    return drop_features(x, sizes_.input_dropout, training);
  };
  layers::LocalBlockImpl::Streams streams;
  streams.text = text_in_(drop(standardised(input.text)));
  streams.image =
      image_in_(drop(standardised(frames.regions).flatten(1, 2))).view({batch, count, regions, -1});
  streams.image =
      (streams.image + positions_ + time_(frame_times(frames.mask)).unsqueeze(2)).flatten(1, 2);
  const auto region_mask = frames.mask.unsqueeze(2).expand({batch, count, regions}).flatten(1, 2);
  const auto text_mask = additive_mask(input.text_mask, type),
             image_mask = additive_mask(region_mask, type);
  const auto has_text = input.has_text.view({-1, 1, 1}),
             has_image = input.has_image.view({-1, 1, 1});
  AttendedFeatures seen;
  for (auto &block : blocks_) {
    layers::LocalBlockImpl::Attentions attentions;
    streams =
        block(streams, text_mask, image_mask, has_text, has_image, explain ? &attentions : nullptr);
    if (explain) {
      seen.word_to_region.push_back(attentions.word_to_region);
      seen.region_to_word.push_back(attentions.region_to_word);
    }
  }
  seen.text = mean_where(streams.text, input.text_mask * input.has_text.unsqueeze(1));
  seen.image = mean_where(streams.image, region_mask);
  return seen;
}

AttendedFeatures CrossAttentionImpl::zeros(const SystemInput &input) const {
  const auto zeros =
      torch::zeros({input.has_text.size(0), sizes_.width}, input.text_vector.options());
  return {zeros, zeros, {}, {}};
}

} // namespace affect::clip_ca
