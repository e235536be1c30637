#pragma once

#include "nn/attention.h"
#include "nn/bert.h"

#include <torch/torch.h>

#include <vector>

namespace affect {

/// What a tower makes of a batch. A tensor that the architecture does not have stays undefined.
struct TowerOutput {
  torch::Tensor last_hidden_state; ///< [batch, tokens, width], as Hugging Face means it: normed or
                                   ///< not, see the tower
  torch::Tensor pooler_output;     ///< [batch, pooled width]
  torch::Tensor embeds;            ///< [batch, projected width], not normalised
  std::vector<torch::Tensor>
      hidden; ///< layers + 1 of [batch, tokens, width], before the last norm, where asked for
  std::vector<torch::Tensor> attentions; ///< layers of [batch, heads, query, key], where asked for
  torch::Tensor head_attention;          ///< [batch, heads, 1, patches] of SigLIP's pooling, where
                                         ///< attentions are asked for
  int64_t rows = 0, columns = 0;         ///< grid of patches; 0 for texts
};

struct Wanted {
  bool hidden = false, attentions = false;
};

struct TransformerConfig {
  int64_t width = 0, layers = 0, heads = 0, inner = 0;
  double eps = 1e-5;
  Activation activation = Activation::gelu;
  bool qkv_bias = true;
};

/// A linear layer whose weights are not drawn: they come from a folder, and random numbers for some
/// hundred million of them would take seconds.
class DenseImpl : public torch::nn::Module {
public:
  DenseImpl(int64_t in, int64_t out, bool with_bias = true);
  torch::Tensor forward(const torch::Tensor &x) { return torch::linear(x, weight, bias); }

  torch::Tensor weight; ///< [out, in]
  torch::Tensor bias;   ///< [out] or undefined
};
TORCH_MODULE(Dense);

torch::nn::LayerNorm layer_norm(int64_t width, double eps);

/// One pre-norm block: norm, attention, add; norm, two dense layers, add. Query, key and value are
/// one product.
class PreNormBlockImpl : public torch::nn::Module {
public:
  explicit PreNormBlockImpl(const TransformerConfig &config);
  /// x [batch, tokens, width]; mask additive, broadcast to [batch, heads, tokens, tokens], or
  /// undefined.
  torch::Tensor forward(const torch::Tensor &x, const torch::Tensor &mask,
                        torch::Tensor *attention);
  /// Share of the attention's weights, and of what either half adds, that training drops. Nothing
  /// is dropped in eval mode.
  void set_dropout(double share) { dropout_ = share; }
  /// For inference only: x · sigmoid(1.702 x) is y · sigmoid(y) / 1.702 with y = 1.702 x, for which
  /// LibTorch has one pass; the factors go into the dense layers before and after it. A second call
  /// changes nothing.
  void fold_quick_gelu();

private:
  AttentionOutput attention_of(const torch::Tensor &x, int64_t batch, const torch::Tensor &mask,
                               bool want_weights, double dropout);
  torch::Tensor widened(const torch::Tensor &x);

  int64_t heads_;
  double dropout_ = 0;
  Activation activation_;
  bool folded_ = false; ///< the dense layers hold quick_gelu's factors
  torch::nn::LayerNorm norm1_{nullptr}, norm2_{nullptr};
  Dense qkv_{nullptr}, out_{nullptr}, up_{nullptr}, down_{nullptr};
};
TORCH_MODULE(PreNormBlock);

/// The blocks of CLIP, SigLIP and ViT (Dosovitskiy et al. 2021), which are the same in all three.
/// Parameters are called `0.norm1.weight`, `0.qkv.bias`, `0.out.…`, `0.norm2.…`, `0.up.…`,
/// `0.down.…`.
class TransformerImpl : public torch::nn::Module {
public:
  explicit TransformerImpl(const TransformerConfig &config);
  /// As PreNormBlockImpl::forward through all blocks; fills `output` with what is wanted on the
  /// way.
  torch::Tensor forward(torch::Tensor x, const torch::Tensor &mask, const Wanted &wanted,
                        TowerOutput &output);
  /// Blocks `first` … `end` − 1 alone.
  torch::Tensor part(torch::Tensor x, const torch::Tensor &mask, int64_t first, int64_t end);
  void set_dropout(double share);

private:
  std::vector<PreNormBlock> blocks_;
};
TORCH_MODULE(Transformer);

/// Prepares a tower for inference: eval mode, no gradients, quick GELUs folded, parameters in
/// `type`. fp16 needs a device whose LibTorch has its products (a GPU; processors from LibTorch 2.2
/// on).
void prepare_for_inference(torch::nn::Module &module, torch::ScalarType type);

} // namespace affect
