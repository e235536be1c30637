#pragma once

#include "analysis/reading.h"
#include "base/result.h"

#include <filesystem>

namespace affect {

/// What every report can do: take readings and failures one by one, then appear. Without finish
/// nothing appears.
class Report {
public:
  virtual ~Report() = default;

  /// One analysed post. Errors: unreadable (the report cannot be written).
  virtual Result<void> add(const Reading &reading) = 0;
  /// One post or `clip` that could not be analysed. `post` names it where the error is about
  /// another of its files.
  virtual Result<void> add_failure(const Error &error, const std::filesystem::path &post = {},
                                   bool clip = false) = 0;
  /// Puts the report in its place. Call once, last.
  virtual Result<void> finish() = 0;
};

} // namespace affect
