#include "nn/text_tower.h"

#include "nn/attention.h"

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
  return config_.projection > 0 ? config_.projection : config_.head > 0 ? config_.head : config_.blocks.width;
}

torch::Tensor TextTowerImpl::pooled(const torch::Tensor &states, const torch::Tensor &ids) const {
  if (config_.pooling == TextPooling::last)
    return states.select(1, -1);
  // Of equal values argmax takes the first.
  const auto at =
      config_.pooling == TextPooling::largest_id ? ids.argmax(1) : ids.eq(config_.end_id).to(torch::kInt32).argmax(1);
  return states.index({torch::arange(ids.size(0), ids.options()), at});
}

TowerOutput TextTowerImpl::forward(const torch::Tensor &ids, const torch::Tensor &mask, Wanted wanted) {
  TORCH_CHECK(ids.size(1) <= config_.positions, "the text is longer than the network has positions");
  TowerOutput output;
  const auto x = torch::embedding(words_, ids) + positions_.slice(0, 0, ids.size(1));
  torch::Tensor bias;
  if (config_.causal)
    bias = causal_mask(ids.size(1), mask, x.options());
  else if (mask.defined())
    bias = additive_mask(mask, x.scalar_type());
  output.last_hidden_state = norm_(layers_->forward(x, bias, wanted, output));
  output.pooler_output = pooled(output.last_hidden_state, ids);
  if (head_)
    output.embeds = output.pooler_output = head_(output.pooler_output);
  if (projection_)
    output.embeds = projection_(output.pooler_output);
  return output;
}

} // namespace affect
