#pragma once

#include "base/result.h"

#include <filesystem>

namespace affect::cli {

/// Scores a face encoder, by folder, on `root`/dev.csv; prints the confusion matrix and writes all
/// figures to `json` where that is named. Errors: as FaceEncoder::open and load_faces.
Result<void> evaluate_face(const std::filesystem::path &encoder, const std::filesystem::path &root,
                           const std::filesystem::path &json, int threads);

} // namespace affect::cli
