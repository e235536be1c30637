#pragma once

#include "analysis/reading.h"
#include "base/result.h"
#include "batch/journal/journal_reader.h"
#include "sources/post.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace affect {

/// A reading as the journal keeps it.
struct StoredReading {
  BatchReading numbers;
  std::string csv;  ///< its line of the CSV report
  std::string json; ///< its line of the JSON Lines report, compressed
  std::string heat; ///< heat_of(), empty without attention
};

/// Attention of a reading's words over its picture, for a thumbnail: the mean over words, layers
/// and heads.
struct Heat {
  RegionGrid grid;
  std::vector<float> values; ///< one a region; of a clip those of its middle frame
};

StoredReading store(const Reading &reading);

/// "" without attention.
std::string heat_of(const Reading &reading);
/// Empty where there is none, or it is damaged.
std::optional<Heat> heat_from(std::string_view bytes);

/// Deflate at its fastest; a reading's line shrinks to a fourth.
std::string compressed(std::string_view bytes);
/// Errors: bad_format.
Result<std::string> decompressed(std::string_view bytes);

/// The first words of a text, UTF-8, at most 160 bytes, white space joined.
std::string preview_of(std::string_view text);

} // namespace affect
