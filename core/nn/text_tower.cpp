#include "nn/text_tower.h"

#include "nn/attention.h"
#include "nn/bf16_passes.h"

namespace affect {

TextTowerImpl::TextTowerImpl(const TextTowerConfig &config) : config_(config) {
  const int64_t width = config.blocks.width;
  words_ = register_parameter("words", torch::empty({config.vocabulary, width}));
  positions_ = register_parameter("positions", torch::empty({config.positions, width}));
  layers_ = register_module("layers", Transformer(config.blocks));
  norm_ = register_module("norm", layer_norm(width, config.blocks.eps));
  if (config.head > 0)
    head_ = register_module("head", Dense(width, config.head));
  if (config.projection > 0)
    projection_ = register_module("projection", Dense(width, config.projection, false));
}

int64_t TextTowerImpl::vector_width() const {
  return config_.projection > 0 ? config_.projection
         : config_.head > 0     ? config_.head
                                : config_.blocks.width;
}

torch::Tensor TextTowerImpl::pooled(const torch::Tensor &states, const torch::Tensor &ids) const {
  if (config_.pooling == TextPooling::last)
    return states.select(1, -1);
  // Of equal values argmax takes the first.
  const auto at = config_.pooling == TextPooling::largest_id
                      ? ids.argmax(1)
                      : ids.eq(config_.end_id).to(torch::kInt32).argmax(1);
  return states.index({torch::arange(ids.size(0), ids.options()), at});
}

torch::Tensor TextTowerImpl::embed(const torch::Tensor &ids) const {
  TORCH_CHECK(ids.size(1) <= config_.positions,
              "the text is longer than the network has positions");
  return torch::embedding(words_, ids) + positions_.slice(0, 0, ids.size(1));
}

torch::Tensor TextTowerImpl::bias(const torch::Tensor &x, const torch::Tensor &mask) const {
  if (config_.causal)
    return causal_mask(x.size(1), mask, x.options());
  return mask.defined() ? additive_mask(mask, x.scalar_type()) : torch::Tensor();
}

void TextTowerImpl::finish(const torch::Tensor &states, const torch::Tensor &ids,
                           TowerOutput &output) {
  output.last_hidden_state = apply_norm(norm_, states);
  output.pooler_output = pooled(output.last_hidden_state, ids);
  if (head_)
    output.embeds = output.pooler_output = head_(output.pooler_output);
  if (projection_)
    output.embeds = projection_(output.pooler_output);
}

TowerOutput TextTowerImpl::forward(const torch::Tensor &ids, const torch::Tensor &mask,
                                   Wanted wanted) {
  TowerOutput output;
  const auto x = embed(ids);
  finish(layers_->forward(x, bias(x, mask), wanted, output), ids, output);
  return output;
}

torch::Tensor TextTowerImpl::trunk(const torch::Tensor &ids, const torch::Tensor &mask,
                                   int64_t blocks) {
  const auto x = embed(ids);
  return layers_->part(x, bias(x, mask), 0, blocks);
}

TowerOutput TextTowerImpl::tail(const torch::Tensor &x, const torch::Tensor &ids,
                                const torch::Tensor &mask, int64_t first) {
  TowerOutput output;
  finish(layers_->part(x, bias(x, mask), first, config_.blocks.layers), ids, output);
  return output;
}

} // namespace affect
