#pragma once

#include "nn/attention.h"

#include <torch/torch.h>

#include <string>
#include <vector>

namespace affect {

enum class Activation { gelu, quick_gelu, gelu_tanh, relu };

torch::Tensor activate(const torch::Tensor &x, Activation activation);

/// As activate(), but overwrites `x`, whose memory no other tensor may share, unless gradients are
/// wanted: a new tensor of that size costs more than the arithmetic.
torch::Tensor activate_inplace(torch::Tensor x, Activation activation);

/// Sizes of a BERT-kind encoder; field names follow config.json.
struct BertConfig {
  int64_t vocab_size = 0;
  int64_t hidden_size = 0;
  int64_t num_hidden_layers = 0;
  int64_t num_attention_heads = 0;
  int64_t intermediate_size = 0;
  int64_t max_position_embeddings = 0;
  int64_t type_vocab_size = 1;
  double layer_norm_eps = 1e-12;
  int64_t pad_token_id = 0;
  Activation hidden_act = Activation::gelu;
  /// RoBERTa and XLM-R number positions from pad_token_id + 1 over the tokens that are not padding;
  /// BERT from 0.
  bool roberta_positions = false;
  bool pooler = true; ///< dense + tanh over the first state; many hub folders have none

  /// Longest text in tokens.
  int64_t max_tokens() const {
    return roberta_positions ? max_position_embeddings - pad_token_id - 1 : max_position_embeddings;
  }
};

struct BertOutput {
  torch::Tensor last_hidden_state;   ///< [batch, tokens, width]
  torch::Tensor pooler_output;       ///< [batch, width]; undefined without a pooler
  std::vector<torch::Tensor> hidden; ///< layers + 1 of [batch, tokens, width], only where asked for
  std::vector<torch::Tensor>
      attentions; ///< layers of [batch, heads, query, key], only where asked for
};

/// One post-norm transformer block (Vaswani et al. 2017 as BERT has it); parameter names are
/// Hugging Face's.
class BertLayerImpl : public torch::nn::Module {
public:
  explicit BertLayerImpl(const BertConfig &config);
  /// x [batch, tokens, width], mask additive [batch, 1, 1, tokens] or undefined.
  torch::Tensor forward(const torch::Tensor &x, const torch::Tensor &mask,
                        torch::Tensor *attention);
  /// Share of the attention's weights, and of what either half adds, that training drops. Nothing
  /// is dropped in eval mode.
  void set_dropout(double share) { dropout_ = share; }
  /// Joins query, key and value into one product for inference (not used in training mode). It
  /// holds copies: call it again after a change of weights.
  void fuse();

private:
  AttentionOutput attention_of(const torch::Tensor &x, int64_t batch, const torch::Tensor &mask,
                               bool want_weights, double dropout);

  const BertConfig config_;
  double dropout_ = 0;
  torch::nn::Linear query_{nullptr}, key_{nullptr}, value_{nullptr}, attended_{nullptr},
      up_{nullptr}, down_{nullptr};
  torch::nn::LayerNorm attention_norm_{nullptr}, output_norm_{nullptr};
  torch::Tensor fused_weight_, fused_bias_;
};
TORCH_MODULE(BertLayer);

/// BertModel, RobertaModel and XLMRobertaModel: the same network, distinguished by
/// BertConfig::roberta_positions.
class BertEncoderImpl : public torch::nn::Module {
public:
  explicit BertEncoderImpl(const BertConfig &config);

  /// ids [batch, tokens] int64; mask [batch, tokens] of ones and zeros or undefined (all ones);
  /// token_types or undefined (zeros).
  BertOutput forward(const torch::Tensor &ids, const torch::Tensor &mask = {},
                     const torch::Tensor &token_types = {}, bool want_hidden = false,
                     bool want_attentions = false);
  /// Embeddings and the first `blocks` blocks: [batch, tokens, width].
  torch::Tensor trunk(const torch::Tensor &ids, const torch::Tensor &mask, int64_t blocks);
  /// The blocks from `first` on: what trunk(…, first) gave → last hidden states.
  torch::Tensor tail(torch::Tensor x, const torch::Tensor &mask, int64_t first);
  /// Dropout of the blocks in training mode, see BertLayerImpl::set_dropout.
  void set_dropout(double share);
  const BertConfig &config() const { return config_; }
  torch::Tensor word_embeddings() const { return words_->weight; }
  /// Prepares for inference: eval mode, no gradients, fused projections, parameters in `type`.
  /// Again after every change of weights.
  void prepare(torch::ScalarType type);

private:
  torch::Tensor embed(const torch::Tensor &ids, const torch::Tensor &token_types);

  const BertConfig config_;
  torch::nn::Embedding words_{nullptr}, positions_{nullptr}, types_{nullptr};
  torch::nn::LayerNorm norm_{nullptr};
  std::vector<BertLayer> layers_;
  torch::nn::Linear pooler_{nullptr};
};
TORCH_MODULE(BertEncoder);

/// Mean of the last hidden states over the mask: the sentence vector of sentence-transformers,
/// before any norm. [batch, width]
torch::Tensor mean_over_mask(const torch::Tensor &hidden, const torch::Tensor &mask);

} // namespace affect
