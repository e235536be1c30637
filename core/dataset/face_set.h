#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"
#include "media/faces.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

namespace affect {

/// The expressions of FER2013, in its order: what a label's number stands for.
inline constexpr std::array<std::string_view, 7> face_expressions{
    "angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"};

/// Labelled faces of one list.
struct FaceSet {
  std::vector<FaceCrop> faces;
  std::vector<std::int64_t> labels; ///< numbers of face_expressions, one a face
  std::vector<Error> errors;        ///< rows that were left out, each with its reason
};

/// Reads a CSV with the columns file and emotion: pictures of faces, cut as FER2013's are, named
/// from the list's folder, and words of face_expressions. Errors: not_found, unreadable, bad_format
/// (no such columns, no face that can be read), too_large, cancelled.
Result<FaceSet> load_faces(const std::filesystem::path &list, const ProgressFn &progress = {},
                           const CancelToken &cancel = {});

} // namespace affect
