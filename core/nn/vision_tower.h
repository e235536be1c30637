#pragma once

#include "nn/transformer.h"

namespace affect {

/// What becomes of the last states.
enum class VisionKind {
  clip, ///< states stay as they are, the class token alone passes the last norm, then perhaps a
        ///< projection
  vit, ///< all states pass the last norm; dense and tanh over the class token, where the folder has
       ///< a pooler
  siglip, ///< no class token; all states pass the last norm; a probe attends to them, where the
          ///< folder has a head
};

struct VisionTowerConfig {
  VisionKind kind = VisionKind::clip;
  TransformerConfig blocks;
  int64_t height = 224, width = 224; ///< of the pictures the positions were learned on, pixels
  int64_t patch = 32;                ///< a patch's side, pixels
  bool pooler = true;                ///< ViT's pooler or SigLIP's head
  int64_t projection = 0;            ///< width of CLIP's visual_projection (no bias); 0: none

  int64_t rows() const { return height / patch; }
  int64_t columns() const { return width / patch; }
  bool class_token() const { return kind != VisionKind::siglip; }
};

/// The picture side of CLIPModel, ChineseCLIPModel and SiglipModel, and ViTModel. Parameters:
/// `patch`, `class`, `positions`, `norm_in` (CLIP), `layers.…` (see Transformer), `norm`, `pooler`
/// (ViT), `probe` and `head.…` (SigLIP), `projection`.
class VisionTowerImpl : public torch::nn::Module {
public:
  explicit VisionTowerImpl(const VisionTowerConfig &config);

  /// pixels [batch, 3, height, width] in the parameters' type. For another size than the trained
  /// one the patch positions are interpolated (bicubic, a = -0.75); a rest smaller than a patch is
  /// left out. hidden[0] is after CLIP's norm_in. last_hidden_state has the class token first,
  /// where there is one; embeds is CLIP's projection, SigLIP's pooler_output.
  TowerOutput forward(const torch::Tensor &pixels, Wanted wanted = {});
  /// Embeddings and the first `blocks` blocks: [batch, tokens, width].
  torch::Tensor trunk(const torch::Tensor &pixels, int64_t blocks);
  /// The blocks from `first` on and what is behind them: what trunk(…, first) gave → as forward(),
  /// but for the grid's sizes.
  TowerOutput tail(const torch::Tensor &x, int64_t first);
  /// Dropout of the blocks in training mode.
  void set_dropout(double share) { layers_->set_dropout(share); }
  /// The states of the patches alone: [batch, rows * columns, width], row by row.
  torch::Tensor patches_of(const TowerOutput &output) const;
  /// The picture's own vector: embeds; else the pooler_output; else the class token; else the
  /// patches' mean.
  torch::Tensor vector_of(const TowerOutput &output) const;
  int64_t vector_width() const {
    return config_.projection > 0 ? config_.projection : config_.blocks.width;
  }
  const VisionTowerConfig &config() const { return config_; }
  /// Eval mode, no gradients, parameters in `type`.
  void prepare(torch::ScalarType type) { prepare_for_inference(*this, type); }

private:
  torch::Tensor embed(const torch::Tensor &pixels, int64_t rows, int64_t columns);
  torch::Tensor embed(const torch::Tensor &pixels);
  void finish(const torch::Tensor &states, bool want_attention, TowerOutput &output);
  torch::Tensor positions_for(int64_t rows, int64_t columns) const;
  torch::Tensor pool_by_probe(const torch::Tensor &states, bool want_attention,
                              TowerOutput &output);

  const VisionTowerConfig config_;
  Dense patch_{nullptr};
  torch::Tensor class_, positions_, probe_;
  Transformer layers_{nullptr};
  torch::nn::LayerNorm norm_in_{nullptr}, norm_{nullptr}, head_norm_{nullptr};
  Dense pooler_{nullptr}, head_qkv_{nullptr}, head_out_{nullptr}, head_up_{nullptr},
      head_down_{nullptr};
  Dense projection_{nullptr};
};
TORCH_MODULE(VisionTower);

} // namespace affect
