#pragma once

#include <torch/torch.h>

/// What the networks of more than one system are put together from.
namespace affect::layers {

/// Two widening layers with GELU between, pre-norm, residual.
class FeedForwardImpl : public torch::nn::Module {
public:
  FeedForwardImpl(int64_t width, double dropout);
  torch::Tensor forward(const torch::Tensor &x);

private:
  torch::nn::LayerNorm norm_;
  torch::nn::Linear up_, down_;
  double dropout_;
};
TORCH_MODULE(FeedForward);

/// One direction of attention: queries of one sequence, keys and values of another (or the same),
/// pre-norm, residual.
class AttentionImpl : public torch::nn::Module {
public:
  AttentionImpl(int64_t width, int64_t heads, double dropout);

  /// `mask` additive [batch, 1, 1, keys]; `gate` [batch, 1, 1] scales what is added (0 where the
  /// other modality is absent).
  torch::Tensor forward(const torch::Tensor &x, const torch::Tensor &context,
                        const torch::Tensor &mask, const torch::Tensor &gate,
                        torch::Tensor *weights);

private:
  torch::nn::LayerNorm norm_, context_norm_;
  torch::nn::Linear query_, key_, value_, out_;
  int64_t heads_;
  double dropout_;
};
TORCH_MODULE(Attention);

/// The local scale: words look at regions and regions at words, side by side (both read the other's
/// state before it moved).
class LocalBlockImpl : public torch::nn::Module {
public:
  LocalBlockImpl(int64_t width, int64_t heads, double dropout);

  struct Streams {
    torch::Tensor text, image;
  };
  struct Attentions {
    torch::Tensor word_to_region, region_to_word;
  };
  Streams forward(const Streams &in, const torch::Tensor &text_mask,
                  const torch::Tensor &image_mask, const torch::Tensor &has_text,
                  const torch::Tensor &has_image, Attentions *attentions);

private:
  Attention words_, regions_;
  FeedForward text_ff_, image_ff_;
};
TORCH_MODULE(LocalBlock);

/// The global scale: self-attention over [CLS; words; regions].
class GlobalBlockImpl : public torch::nn::Module {
public:
  GlobalBlockImpl(int64_t width, int64_t heads, double dropout);
  torch::Tensor forward(const torch::Tensor &x, const torch::Tensor &mask);

private:
  Attention self_;
  FeedForward ff_;
};
TORCH_MODULE(GlobalBlock);

} // namespace affect::layers
