#pragma once

#include "base/reporting.h"
#include "base/result.h"
#include "evaluation/class_scores.h"
#include "features/face_encoder.h"

#include <filesystem>

namespace affect {

/// How well an encoder names the expressions of the faces of a list, by its own classes. Errors: as
/// load_faces and FaceEncoder::encode; bad_format (the list has an expression that the encoder does
/// not know).
Result<ClassScores> evaluate_face_encoder(const FaceEncoder &encoder,
                                          const std::filesystem::path &list,
                                          const Reporting &reporting);

} // namespace affect
