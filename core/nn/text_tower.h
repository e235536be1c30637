#pragma once

#include "nn/transformer.h"

namespace affect {

/// Which position stands for a text.
enum class TextPooling {
  largest_id, ///< CLIP folders of old (eos_token_id 2): the largest id, the first if several
  end_token,  ///< CLIP: the first place that holds `end_id`, place 0 if none does
  last        ///< SigLIP: the last place, padding or not
};

struct TextTowerConfig {
  TransformerConfig blocks;
  int64_t vocabulary = 0;
  int64_t positions = 0; ///< longest text in tokens
  bool causal = true;    ///< CLIP; SigLIP looks both ways
  TextPooling pooling = TextPooling::end_token;
  int64_t end_id = 49407;
  int64_t head = 0;       ///< width of SigLIP's dense layer over the pooled state; 0: none
  int64_t projection = 0; ///< width of CLIP's text_projection (no bias); 0: none
};

/// The text side of CLIPModel (Radford et al. 2021) and SiglipModel (Zhai et al. 2023). Parameters:
/// `words`, `positions`, `layers.…` (see Transformer), `norm`, `head`, `projection`.
class TextTowerImpl : public torch::nn::Module {
public:
  explicit TextTowerImpl(const TextTowerConfig &config);

  /// ids [batch, tokens] int64, at most `positions` tokens; mask [batch, tokens] of ones and zeros
  /// or undefined. SigLIP was trained on texts padded to `positions` and without a mask.
  /// last_hidden_state is after the final norm, pooler_output after SigLIP's head, embeds after
  /// CLIP's projection (with SigLIP the pooler_output itself).
  TowerOutput forward(const torch::Tensor &ids, const torch::Tensor &mask = {}, Wanted wanted = {});
  /// Embeddings and the first `blocks` blocks: [batch, tokens, width].
  torch::Tensor trunk(const torch::Tensor &ids, const torch::Tensor &mask, int64_t blocks);
  /// The blocks from `first` on and what is behind them: what trunk(ids, mask, first) gave → as
  /// forward().
  TowerOutput tail(const torch::Tensor &x, const torch::Tensor &ids, const torch::Tensor &mask,
                   int64_t first);
  /// Dropout of the blocks in training mode.
  void set_dropout(double share) { layers_->set_dropout(share); }
  const TextTowerConfig &config() const { return config_; }
  /// Width of embeds, or of pooler_output where there is no projection.
  int64_t vector_width() const;
  /// Eval mode, no gradients, parameters in `type`.
  void prepare(torch::ScalarType type) { prepare_for_inference(*this, type); }

private:
  torch::Tensor embed(const torch::Tensor &ids) const;
  torch::Tensor bias(const torch::Tensor &x, const torch::Tensor &mask) const;
  void finish(const torch::Tensor &states, const torch::Tensor &ids, TowerOutput &output);
  torch::Tensor pooled(const torch::Tensor &states, const torch::Tensor &ids) const;

  const TextTowerConfig config_;
  torch::Tensor words_, positions_;
  Transformer layers_{nullptr};
  torch::nn::LayerNorm norm_{nullptr};
  Dense head_{nullptr}, projection_{nullptr};
};
TORCH_MODULE(TextTower);

} // namespace affect
