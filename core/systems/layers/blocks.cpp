#include "systems/layers/blocks.h"

#include "nn/attention.h"

namespace affect::layers {
namespace {

torch::nn::LayerNorm norm_of(int64_t width) {
  return torch::nn::LayerNorm(torch::nn::LayerNormOptions({width}));
}

constexpr int64_t widening = 2;

} // namespace

FeedForwardImpl::FeedForwardImpl(int64_t width, double dropout)
    : norm_(register_module("norm", norm_of(width))),
      up_(register_module("up", torch::nn::Linear(width, widening * width))),
      down_(register_module("down", torch::nn::Linear(widening * width, width))),
      dropout_(dropout) {}

torch::Tensor FeedForwardImpl::forward(const torch::Tensor &x) {
  return x + torch::dropout(down_(torch::gelu(up_(norm_(x)))), dropout_, is_training());
}

AttentionImpl::AttentionImpl(int64_t width, int64_t heads, double dropout)
    : norm_(register_module("norm", norm_of(width))),
      context_norm_(register_module("context_norm", norm_of(width))),
      query_(register_module("query", torch::nn::Linear(width, width))),
      key_(register_module("key", torch::nn::Linear(width, width))),
      value_(register_module("value", torch::nn::Linear(width, width))),
      out_(register_module("out", torch::nn::Linear(width, width))), heads_(heads),
      dropout_(dropout) {}

torch::Tensor AttentionImpl::forward(const torch::Tensor &x, const torch::Tensor &context,
                                     const torch::Tensor &mask, const torch::Tensor &gate,
                                     torch::Tensor *weights) {
  const auto seen = context_norm_(context);
  const auto attended = attend(query_(norm_(x)), key_(seen), value_(seen), heads_, mask,
                               weights != nullptr, is_training() ? dropout_ : 0.0);
  if (weights)
    *weights = attended.weights;
  auto added = torch::dropout(out_(attended.context), dropout_, is_training());
  return x + (gate.defined() ? added * gate : added);
}

LocalBlockImpl::LocalBlockImpl(int64_t width, int64_t heads, double dropout)
    : words_(register_module("words", Attention(width, heads, dropout))),
      regions_(register_module("regions", Attention(width, heads, dropout))),
      text_ff_(register_module("text_ff", FeedForward(width, dropout))),
      image_ff_(register_module("image_ff", FeedForward(width, dropout))) {}

LocalBlockImpl::Streams LocalBlockImpl::forward(const Streams &in, const torch::Tensor &text_mask,
                                                const torch::Tensor &image_mask,
                                                const torch::Tensor &has_text,
                                                const torch::Tensor &has_image,
                                                Attentions *attentions) {
  Streams out;
  out.text = words_(in.text, in.image, image_mask, has_image,
                    attentions ? &attentions->word_to_region : nullptr);
  out.image = regions_(in.image, in.text, text_mask, has_text,
                       attentions ? &attentions->region_to_word : nullptr);
  return {text_ff_(out.text), image_ff_(out.image)};
}

GlobalBlockImpl::GlobalBlockImpl(int64_t width, int64_t heads, double dropout)
    : self_(register_module("self", Attention(width, heads, dropout))),
      ff_(register_module("ff", FeedForward(width, dropout))) {}

torch::Tensor GlobalBlockImpl::forward(const torch::Tensor &x, const torch::Tensor &mask) {
  return ff_(self_(x, x, mask, torch::Tensor(), nullptr));
}

} // namespace affect::layers
