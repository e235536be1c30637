#pragma once

#include "analysis/reading.h"
#include "base/result.h"

#include <filesystem>
#include <vector>

namespace affect::ui {

/// What a system does where a modality was removed: reads its translation, reads zeros, or what the
/// system does itself.
enum class Filling { translation, zeros, own };

struct RobustnessPoint {
  double share = 0; ///< of the posts that lost the modality, 0 … 1
  double accuracy = 0;
  double weighted_f1 = 0;
};

/// How well a bundle reads as more and more posts lose a modality.
struct RobustnessCurve {
  Modality removed = Modality::image;
  Filling filling = Filling::own;
  std::vector<RobustnessPoint> points; ///< by share
};

/// The file of a bundle that holds its curves; it need not exist.
std::filesystem::path robustness_file(const std::filesystem::path &bundle);

/// Reads robustness.csv: columns removed (image, text), share, filling (translation, zeros, own),
/// accuracy, weighted_f1, found by name; further columns and fillings are passed over. Errors:
/// not_found, bad_format (with the line), too_large.
Result<std::vector<RobustnessCurve>> read_robustness(const std::filesystem::path &file);

} // namespace affect::ui
