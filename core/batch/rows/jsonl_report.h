#pragma once

#include "base/atomic_file.h"
#include "batch/rows/report.h"

#include <memory>
#include <string>

namespace affect {

struct JsonlReportOptions {
  bool words = true;      ///< tokens and words with their offsets
  bool attention = false; ///< every layer and head; large
  std::string model;      ///< named in the lines of failures
};

/// The JSON Lines report of docs/report.md: one object a post with all of its Reading, written line
/// by line.
class JsonlReport final : public Report {
public:
  /// Errors: unreadable (the file cannot be made).
  static Result<std::unique_ptr<JsonlReport>> create(const std::filesystem::path &path,
                                                     const JsonlReportOptions &options = {});

  Result<void> add(const Reading &reading) override;
  Result<void> add_failure(const Error &error, const std::filesystem::path &post = {},
                           bool clip = false) override;
  Result<void> finish() override;

private:
  JsonlReport(AtomicFile file, JsonlReportOptions options)
      : file_(std::move(file)), options_(std::move(options)) {}

  AtomicFile file_;
  JsonlReportOptions options_;
};

/// The object one line of the report holds; also what the window copies.
std::string reading_to_json(const Reading &reading, const JsonlReportOptions &options = {});

/// The object of a failure, as Report::add_failure.
std::string failure_to_json(const Error &error, const std::filesystem::path &post, bool clip,
                            const std::string &model);

} // namespace affect
