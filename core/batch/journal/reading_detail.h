#pragma once

#include "batch/journal/stored_reading.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace affect {

/// A face as the row keeps it: of a clip its mean over the frames.
struct StoredFace {
  double x = 0, y = 0, width = 0, height = 0; ///< in fractions of the picture's width and height
  std::string expression;                     ///< the most probable, which may be any text; or ""
  double probability = 0;                     ///< of that expression
};

/// What a journal keeps of a reading beside its numbers, as values that were checked.
struct ReadingDetail {
  std::optional<Heat> heat; ///< its attention over the picture
  bool clip = false;
  std::vector<StoredFace> faces; ///< the largest first
};

/// Reads the columns `heat` and `json` of the journal's table `detail`. They may have been written
/// by an earlier version, or by anyone: what is missing or damaged is left out.
ReadingDetail parse_detail(std::string_view heat, std::string_view compressed_row);

} // namespace affect
