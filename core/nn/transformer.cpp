#include "nn/transformer.h"

#include "nn/attention.h"
#include "nn/bf16_passes.h"

namespace affect {
namespace {

constexpr double quick_gelu_factor = 1.702;

} // namespace

DenseImpl::DenseImpl(int64_t in, int64_t out, bool with_bias)
    : weight(register_parameter("weight", torch::empty({out, in}))) {
  if (with_bias)
    bias = register_parameter("bias", torch::empty({out}));
}

torch::nn::LayerNorm layer_norm(int64_t width, double eps) {
  return torch::nn::LayerNorm(torch::nn::LayerNormOptions({width}).eps(eps));
}

PreNormBlockImpl::PreNormBlockImpl(const TransformerConfig &config)
    : heads_(config.heads), activation_(config.activation),
      norm1_(register_module("norm1", layer_norm(config.width, config.eps))),
      norm2_(register_module("norm2", layer_norm(config.width, config.eps))),
      qkv_(register_module("qkv", Dense(config.width, 3 * config.width, config.qkv_bias))),
      out_(register_module("out", Dense(config.width, config.width))),
      up_(register_module("up", Dense(config.width, config.inner))),
      down_(register_module("down", Dense(config.inner, config.width))) {}

torch::Tensor PreNormBlockImpl::forward(const torch::Tensor &x, const torch::Tensor &mask,
                                        torch::Tensor *attention) {
  // Two dimensions throughout: LibTorch 1.13 adds the bias in a pass of its own where a linear
  // layer gets three.
  const auto flat = x.reshape({-1, x.size(-1)});
  const double dropout = is_training() ? dropout_ : 0;
  const auto attended =
      attention_of(apply_norm(norm1_, flat), x.size(0), mask, attention != nullptr, dropout);
  if (attention)
    *attention = attended.weights;
  const auto context = attended.context.reshape({-1, x.size(-1)});
  const auto middle = dense_plus(context, out_->weight, out_->bias, flat, dropout);
  return dense_plus(widened(apply_norm(norm2_, middle)), down_->weight, down_->bias, middle,
                    dropout)
      .view(x.sizes());
}

AttentionOutput PreNormBlockImpl::attention_of(const torch::Tensor &x, int64_t batch,
                                               const torch::Tensor &mask, bool want_weights,
                                               double dropout) {
  if (dropout <= 0)
    return attend(packed_heads(x, qkv_->weight, qkv_->bias, batch, heads_), mask, want_weights);
  const auto parts = qkv_(x).view({batch, x.size(0) / batch, -1}).chunk(3, -1);
  return attend(parts[0], parts[1], parts[2], heads_, mask, want_weights, dropout);
}

torch::Tensor PreNormBlockImpl::widened(const torch::Tensor &x) {
  const auto after = [&](After what) { return dense_activated(x, up_->weight, up_->bias, what); };
  if (folded_)
    return after(After::silu);
  return activation_ == Activation::gelu ? after(After::gelu)
                                         : activate_inplace(after(After::nothing), activation_);
}

void PreNormBlockImpl::fold_quick_gelu() {
  if (folded_ || activation_ != Activation::quick_gelu)
    return;
  torch::NoGradGuard frozen;
  up_->weight.mul_(quick_gelu_factor);
  up_->bias.mul_(quick_gelu_factor);
  down_->weight.div_(quick_gelu_factor);
  folded_ = true;
}

TransformerImpl::TransformerImpl(const TransformerConfig &config) {
  for (int64_t i = 0; i < config.layers; ++i)
    blocks_.push_back(register_module(std::to_string(i), PreNormBlock(config)));
}

torch::Tensor TransformerImpl::forward(torch::Tensor x, const torch::Tensor &mask,
                                       const Wanted &wanted, TowerOutput &output) {
  for (auto &block : blocks_) {
    if (wanted.hidden)
      output.hidden.push_back(x);
    torch::Tensor attention;
    x = block->forward(x, mask, wanted.attentions ? &attention : nullptr);
    if (wanted.attentions)
      output.attentions.push_back(attention);
  }
  if (wanted.hidden)
    output.hidden.push_back(x);
  return x;
}

torch::Tensor TransformerImpl::part(torch::Tensor x, const torch::Tensor &mask, int64_t first,
                                    int64_t end) {
  for (int64_t i = first; i < end; ++i)
    x = blocks_[static_cast<std::size_t>(i)]->forward(x, mask, nullptr);
  return x;
}

void TransformerImpl::set_dropout(double share) {
  for (auto &block : blocks_)
    block->set_dropout(share);
}

void prepare_for_inference(torch::nn::Module &module, torch::ScalarType type) {
  module.eval();
  module.apply(
      [](torch::nn::Module &part) { // before the type changes, so that halves are rounded once
        if (auto *block = part.as<PreNormBlockImpl>())
          block->fold_quick_gelu();
      });
  module.to(type);
  for (auto &parameter : module.parameters())
    parameter.set_requires_grad(false);
}

} // namespace affect
