#include "nn/bert.h"

#include "nn/attention.h"
#include "nn/bf16_passes.h"

namespace affect {
namespace {

// A module that only gives its children a name, so that parameters are called as Hugging Face calls
// them.
std::shared_ptr<torch::nn::Module> group() { return std::make_shared<torch::nn::Module>(); }

torch::nn::LayerNorm layer_norm(const BertConfig &config) {
  return torch::nn::LayerNorm(
      torch::nn::LayerNormOptions({config.hidden_size}).eps(config.layer_norm_eps));
}

} // namespace

torch::Tensor activate(const torch::Tensor &x, Activation activation) {
  switch (activation) {
  case Activation::gelu:
    return torch::gelu(x);
  case Activation::quick_gelu:
    return x * torch::sigmoid(1.702 * x);
  case Activation::gelu_tanh:
    return torch::gelu(x, "tanh");
  case Activation::relu:
    return torch::relu(x);
  }
  return x;
}

torch::Tensor activate_inplace(torch::Tensor x, Activation activation) {
  if (torch::GradMode::is_enabled())
    return activate(x, activation);
  switch (activation) {
  case Activation::gelu:
    return gelu_inplace(std::move(x));
  case Activation::quick_gelu: // x · sigmoid(1.702 x), by the one pass there is for x · sigmoid(x)
    return silu_inplace(x.mul_(1.702)).mul_(1 / 1.702);
  case Activation::gelu_tanh:
    return at::gelu_(x, "tanh");
  case Activation::relu:
    return x.relu_();
  }
  return x;
}

BertLayerImpl::BertLayerImpl(const BertConfig &config) : config_(config) {
  const int64_t width = config.hidden_size;
  auto attention = register_module("attention", group());
  auto self = attention->register_module("self", group());
  query_ = self->register_module("query", torch::nn::Linear(width, width));
  key_ = self->register_module("key", torch::nn::Linear(width, width));
  value_ = self->register_module("value", torch::nn::Linear(width, width));
  auto attention_output = attention->register_module("output", group());
  attended_ = attention_output->register_module("dense", torch::nn::Linear(width, width));
  attention_norm_ = attention_output->register_module("LayerNorm", layer_norm(config));
  up_ = register_module("intermediate", group())
            ->register_module("dense", torch::nn::Linear(width, config.intermediate_size));
  auto output = register_module("output", group());
  down_ = output->register_module("dense", torch::nn::Linear(config.intermediate_size, width));
  output_norm_ = output->register_module("LayerNorm", layer_norm(config));
}

void BertLayerImpl::fuse() {
  torch::NoGradGuard frozen;
  fused_weight_ = torch::cat({query_->weight, key_->weight, value_->weight}).detach();
  fused_bias_ = torch::cat({query_->bias, key_->bias, value_->bias}).detach();
}

torch::Tensor BertLayerImpl::forward(const torch::Tensor &x, const torch::Tensor &mask,
                                     torch::Tensor *attention) {
  // Two dimensions throughout: LibTorch 1.13 adds the bias in a pass of its own where a linear
  // layer gets three.
  const auto flat = x.reshape({-1, x.size(-1)});
  const double dropout = is_training() ? dropout_ : 0;
  const auto attended = attention_of(flat, x.size(0), mask, attention != nullptr, dropout);
  if (attention)
    *attention = attended.weights;
  const auto context = attended.context.view({-1, x.size(-1)});
  const auto middle = apply_norm(
      attention_norm_, dense_plus(context, attended_->weight, attended_->bias, flat, dropout));
  const bool gelu = config_.hidden_act == Activation::gelu;
  auto inner = dense_activated(middle, up_->weight, up_->bias, gelu ? After::gelu : After::nothing);
  if (!gelu)
    inner = activate_inplace(std::move(inner), config_.hidden_act);
  const auto output =
      apply_norm(output_norm_, dense_plus(inner, down_->weight, down_->bias, middle, dropout));
  return output.view({x.size(0), x.size(1), -1});
}

AttentionOutput BertLayerImpl::attention_of(const torch::Tensor &x, int64_t batch,
                                            const torch::Tensor &mask, bool want_weights,
                                            double dropout) {
  const int64_t heads = config_.num_attention_heads;
  if (fused_weight_.defined() && !is_training())
    return attend(packed_heads(x, fused_weight_, fused_bias_, batch, heads), mask, want_weights);
  const auto deep = [&](const torch::Tensor &y) { return y.view({batch, x.size(0) / batch, -1}); };
  return attend(deep(query_(x)), deep(key_(x)), deep(value_(x)), heads, mask, want_weights,
                dropout);
}

BertEncoderImpl::BertEncoderImpl(const BertConfig &config) : config_(config) {
  const int64_t width = config.hidden_size;
  auto embeddings = register_module("embeddings", group());
  words_ = embeddings->register_module("word_embeddings",
                                       torch::nn::Embedding(config.vocab_size, width));
  positions_ = embeddings->register_module(
      "position_embeddings", torch::nn::Embedding(config.max_position_embeddings, width));
  types_ = embeddings->register_module("token_type_embeddings",
                                       torch::nn::Embedding(config.type_vocab_size, width));
  norm_ = embeddings->register_module("LayerNorm", layer_norm(config));
  auto layers = register_module("encoder", group())->register_module("layer", group());
  for (int64_t i = 0; i < config.num_hidden_layers; ++i)
    layers_.push_back(layers->register_module(std::to_string(i), BertLayer(config)));
  if (config.pooler)
    pooler_ = register_module("pooler", group())
                  ->register_module("dense", torch::nn::Linear(width, width));
}

torch::Tensor BertEncoderImpl::embed(const torch::Tensor &ids, const torch::Tensor &token_types) {
  torch::Tensor positions;
  if (config_.roberta_positions) {
    const auto counted = ids.ne(config_.pad_token_id).to(torch::kInt64);
    positions = counted.cumsum(1) * counted + config_.pad_token_id;
  } else {
    positions = torch::arange(ids.size(1), ids.options()).unsqueeze(0);
  }
  auto types = token_types.defined() ? types_(token_types) : types_->weight[0];
  return apply_norm(norm_, words_(ids) + positions_(positions) + types);
}

BertOutput BertEncoderImpl::forward(const torch::Tensor &ids, const torch::Tensor &mask,
                                    const torch::Tensor &token_types, bool want_hidden,
                                    bool want_attentions) {
  BertOutput output;
  auto x = embed(ids, token_types);
  const auto bias = mask.defined() ? additive_mask(mask, x.scalar_type()) : torch::Tensor();
  for (auto &layer : layers_) {
    if (want_hidden)
      output.hidden.push_back(x);
    torch::Tensor attention;
    x = layer->forward(x, bias, want_attentions ? &attention : nullptr);
    if (want_attentions)
      output.attentions.push_back(attention);
  }
  if (want_hidden)
    output.hidden.push_back(x);
  output.last_hidden_state = x;
  if (pooler_)
    output.pooler_output = torch::tanh(pooler_(x.select(1, 0)));
  return output;
}

torch::Tensor BertEncoderImpl::trunk(const torch::Tensor &ids, const torch::Tensor &mask,
                                     int64_t blocks) {
  auto x = embed(ids, {});
  const auto bias = mask.defined() ? additive_mask(mask, x.scalar_type()) : torch::Tensor();
  for (int64_t i = 0; i < blocks; ++i)
    x = layers_[static_cast<std::size_t>(i)]->forward(x, bias, nullptr);
  return x;
}

torch::Tensor BertEncoderImpl::tail(torch::Tensor x, const torch::Tensor &mask, int64_t first) {
  const auto bias = mask.defined() ? additive_mask(mask, x.scalar_type()) : torch::Tensor();
  for (auto i = static_cast<std::size_t>(first); i < layers_.size(); ++i)
    x = layers_[i]->forward(x, bias, nullptr);
  return x;
}

void BertEncoderImpl::set_dropout(double share) {
  for (auto &layer : layers_)
    layer->set_dropout(share);
}

void BertEncoderImpl::prepare(torch::ScalarType type) {
  eval();
  to(type);
  for (auto &parameter : parameters())
    parameter.set_requires_grad(false);
  for (auto &layer : layers_)
    layer->fuse();
}

torch::Tensor mean_over_mask(const torch::Tensor &hidden, const torch::Tensor &mask) {
  const auto weight = mask.to(hidden.scalar_type()).unsqueeze(-1);
  return (hidden * weight).sum(1) / weight.sum(1).clamp_min(1);
}

} // namespace affect
