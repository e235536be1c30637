#pragma once

#include "base/result.h"
#include "nn/bert.h"
#include "nn/text_tower.h"
#include "nn/vision_tower.h"

#include <filesystem>
#include <optional>
#include <string>

namespace affect {

/// What the config.json of a CLIPModel, ChineseCLIPModel, SiglipModel or ViTModel says.
struct TowerConfigs {
  std::string model_type; ///< clip, chinese_clip, siglip or vit
  std::optional<TextTowerConfig> text;
  std::optional<BertConfig> bert; ///< Chinese-CLIP's text side
  int64_t bert_projection = 0;    ///< width of Chinese-CLIP's text_projection
  std::optional<VisionTowerConfig> vision;
};

/// Values that are absent or null have the defaults of their class, `text_config_dict` and
/// `vision_config_dict` of old folders take the place of the sides they name. Errors: not_found,
/// unreadable, bad_format, unsupported.
Result<TowerConfigs> read_tower_configs(const std::filesystem::path &folder);

} // namespace affect
