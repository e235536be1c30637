#pragma once

#include "base/result.h"
#include "nn/bert.h"
#include "nn/text_tower.h"
#include "nn/vision_tower.h"

#include <filesystem>
#include <optional>
#include <string>

namespace affect {

/// Which sides of a folder are opened. The other side's weights are not even read.
enum class TowerParts { text, image, both };

/// The towers of a CLIPModel, ChineseCLIPModel, SiglipModel or ViTModel folder, as far as they were
/// asked for; in fp32, in evaluation mode. prepare() of each tower makes it ready for inference.
struct TowerFolder {
  std::string model_type;
  TextTower text{nullptr};        ///< of CLIP and SigLIP
  BertEncoder bert{nullptr};      ///< Chinese-CLIP's text side
  Dense bert_projection{nullptr}; ///< Chinese-CLIP's text_projection: it takes the bare first state
  VisionTower vision{nullptr};
  std::optional<double> logit_scale; ///< its logarithm, as stored; only with both sides
  double logit_bias = 0;             ///< SigLIP's
};

/// Opens a folder with config.json and weights in one file or in shards. Names are the hub's: ViT's
/// with or without `vit.`, heads and int64 position_ids are ignored, a ViT pooler is kept where the
/// weights have one. Sizes are checked against the stored tensors before anything is allocated.
/// Errors: not_found, unreadable, bad_format, unsupported (another model_type, a side that the
/// folder does not have).
Result<TowerFolder> load_tower_folder(const std::filesystem::path &folder, TowerParts parts);

/// CLIP's logits [pictures, texts] of embeds [pictures, n] and [texts, n]: scaled cosines, with
/// SigLIP's bias.
torch::Tensor logits_per_image(const TowerFolder &folder, const torch::Tensor &image_embeds,
                               const torch::Tensor &text_embeds);

} // namespace affect
