#include "nn/vision_tower.h"

#include "nn/attention.h"
#include "nn/bf16_passes.h"

namespace affect {
namespace {

constexpr int64_t channels = 3;

} // namespace

VisionTowerImpl::VisionTowerImpl(const VisionTowerConfig &config) : config_(config) {
  const int64_t width = config.blocks.width;
  const bool siglip = config.kind == VisionKind::siglip;
  patch_ = register_module("patch", Dense(channels * config.patch * config.patch, width,
                                          config.kind != VisionKind::clip));
  if (config.class_token())
    class_ = register_parameter("class", torch::empty({width}));
  positions_ = register_parameter(
      "positions",
      torch::empty({config.rows() * config.columns() + (config.class_token() ? 1 : 0), width}));
  if (config.kind == VisionKind::clip)
    norm_in_ = register_module("norm_in", layer_norm(width, config.blocks.eps));
  layers_ = register_module("layers", Transformer(config.blocks));
  norm_ = register_module("norm", layer_norm(width, config.blocks.eps));
  if (config.kind == VisionKind::vit && config.pooler)
    pooler_ = register_module("pooler", Dense(width, width));
  if (siglip && config.pooler) {
    probe_ = register_parameter("probe", torch::empty({1, 1, width}));
    auto head = register_module("head", std::make_shared<torch::nn::Module>());
    head_qkv_ = head->register_module("qkv", Dense(width, 3 * width));
    head_out_ = head->register_module("out", Dense(width, width));
    head_norm_ = head->register_module("norm", layer_norm(width, config.blocks.eps));
    head_up_ = head->register_module("up", Dense(width, config.blocks.inner));
    head_down_ = head->register_module("down", Dense(config.blocks.inner, width));
  }
  if (config.projection > 0)
    projection_ = register_module("projection", Dense(width, config.projection, false));
}

torch::Tensor VisionTowerImpl::positions_for(int64_t rows, int64_t columns) const {
  if (rows == config_.rows() && columns == config_.columns())
    return positions_;
  const int64_t front = config_.class_token() ? 1 : 0;
  // In fp32 whatever the parameters' type: the few values cost nothing, and not every device
  // interpolates halves.
  const auto grid = positions_.slice(0, front)
                        .to(torch::kFloat32)
                        .view({1, config_.rows(), config_.columns(), config_.blocks.width})
                        .permute({0, 3, 1, 2})
                        .contiguous();
  const auto resized = torch::upsample_bicubic2d(grid, {rows, columns}, /*align_corners=*/false);
  const auto flat = resized.flatten(2).squeeze(0).transpose(0, 1).to(positions_.scalar_type());
  return torch::cat({positions_.slice(0, 0, front), flat});
}

torch::Tensor VisionTowerImpl::embed(const torch::Tensor &pixels, int64_t rows, int64_t columns) {
  const int64_t batch = pixels.size(0), side = config_.patch;
  // The patches do not overlap, so the convolution is one product, for which every type and device
  // has a kernel.
  const auto cut = pixels.slice(2, 0, rows * side)
                       .slice(3, 0, columns * side)
                       .reshape({batch, channels, rows, side, columns, side})
                       .permute({0, 2, 4, 1, 3, 5})
                       .reshape({batch * rows * columns, channels * side * side});
  auto x = patch_(cut).view({batch, rows * columns, -1});
  if (class_.defined())
    x = torch::cat({class_.expand({batch, 1, -1}), x}, 1);
  x = x + positions_for(rows, columns);
  return norm_in_ ? apply_norm(norm_in_, x) : x;
}

torch::Tensor VisionTowerImpl::pool_by_probe(const torch::Tensor &states, bool want_attention,
                                             TowerOutput &output) {
  const int64_t width = config_.blocks.width;
  const auto weights = head_qkv_->weight.split_with_sizes({width, 2 * width}),
             biases = head_qkv_->bias.split_with_sizes({width, 2 * width});
  const auto query =
      torch::linear(probe_, weights[0], biases[0]).expand({states.size(0), 1, width});
  const auto both = torch::linear(states, weights[1], biases[1]).chunk(2, -1);
  const auto attended = attend(query, both[0], both[1], config_.blocks.heads, {}, want_attention);
  output.head_attention = attended.weights;
  const auto x = head_out_(attended.context.squeeze(1));
  return x + head_down_(activate(head_up_(head_norm_(x)), config_.blocks.activation));
}

torch::Tensor VisionTowerImpl::embed(const torch::Tensor &pixels) {
  const int64_t rows = pixels.size(2) / config_.patch, columns = pixels.size(3) / config_.patch;
  TORCH_CHECK(pixels.size(1) == channels && rows > 0 && columns > 0,
              "the picture is smaller than a patch");
  return embed(pixels, rows, columns);
}

void VisionTowerImpl::finish(const torch::Tensor &states, bool want_attention,
                             TowerOutput &output) {
  if (config_.kind == VisionKind::clip) {
    output.last_hidden_state = states;
    output.pooler_output = norm_(states.select(1, 0));
    if (projection_)
      output.embeds = projection_(output.pooler_output);
    return;
  }
  output.last_hidden_state = apply_norm(norm_, states);
  if (pooler_)
    output.pooler_output = torch::tanh(pooler_(output.last_hidden_state.select(1, 0)));
  if (probe_.defined())
    output.embeds = output.pooler_output =
        pool_by_probe(output.last_hidden_state, want_attention, output);
}

TowerOutput VisionTowerImpl::forward(const torch::Tensor &pixels, Wanted wanted) {
  TowerOutput output;
  output.rows = pixels.size(2) / config_.patch;
  output.columns = pixels.size(3) / config_.patch;
  finish(layers_->forward(embed(pixels), {}, wanted, output), wanted.attentions, output);
  return output;
}

torch::Tensor VisionTowerImpl::trunk(const torch::Tensor &pixels, int64_t blocks) {
  return layers_->part(embed(pixels), {}, 0, blocks);
}

TowerOutput VisionTowerImpl::tail(const torch::Tensor &x, int64_t first) {
  TowerOutput output;
  finish(layers_->part(x, {}, first, config_.blocks.layers), false, output);
  return output;
}

torch::Tensor VisionTowerImpl::patches_of(const TowerOutput &output) const {
  return config_.class_token() ? output.last_hidden_state.slice(1, 1) : output.last_hidden_state;
}

torch::Tensor VisionTowerImpl::vector_of(const TowerOutput &output) const {
  if (output.embeds.defined())
    return output.embeds;
  if (output.pooler_output.defined())
    return output.pooler_output;
  return config_.class_token() ? output.last_hidden_state.select(1, 0)
                               : output.last_hidden_state.mean(1);
}

} // namespace affect
