#pragma once

#include "analysis/reading.h"
#include "base/result.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace affect {

/// A line of text with the label its data set gives it.
struct TextRow {
  std::string text;     ///< UTF-8
  std::string label;    ///< as written; empty where the file has no such column
  std::size_t line = 0; ///< in the file, from 1
};

/// Which columns to read; names without regard to case.
struct TextCsvOptions {
  std::string text_column = "text";
  std::string label_column = "label";
};

/// Reads a CSV with a header (RFC 4180). Rows with a blank text are left out. At most 512 MB.
/// Errors: not_found, unreadable, too_large, bad_format (no text column, a quote that is never
/// closed).
Result<std::vector<TextRow>> read_text_csv(const std::filesystem::path &file,
                                           const TextCsvOptions &options = {});

/// Polarity words stand for themselves; emotions go by their valence (Russell 1980): joy,
/// happiness, optimism, love → positive; neutral, calm, boredom → neutral; sadness, anger, fear,
/// disgust and their kin → negative. Surprise has no valence of its own and gives nothing, as does
/// any other word: leave such rows out. Case does not count.
std::optional<Polarity> polarity_of_label(std::string_view label);

} // namespace affect
