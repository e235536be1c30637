#pragma once

#include "base/atomic_file.h"
#include "batch/rows/report.h"

#include <memory>
#include <string>

namespace affect {

struct CsvReportOptions {
  bool byte_order_mark = false; ///< for spreadsheets that do not recognise UTF-8 without it
  std::string model;            ///< named in the rows of failures
};

/// The CSV report of docs/report.md: RFC 4180, UTF-8, one row a post, written row by row.
class CsvReport final : public Report {
public:
  /// Writes the header. Errors: unreadable (the file cannot be made).
  static Result<std::unique_ptr<CsvReport>> create(const std::filesystem::path &path,
                                                   const CsvReportOptions &options = {});

  Result<void> add(const Reading &reading) override;
  Result<void> add_failure(const Error &error, const std::filesystem::path &post = {},
                           bool clip = false) override;
  Result<void> finish() override;

private:
  CsvReport(AtomicFile file, std::string model)
      : file_(std::move(file)), model_(std::move(model)) {}

  AtomicFile file_;
  std::string model_;
};

/// The report's parts, for whoever keeps rows elsewhere: each ends in CR LF.
std::string csv_header(bool byte_order_mark);
std::string csv_line(const Reading &reading);
/// As Report::add_failure.
std::string csv_failure_line(const Error &error, const std::filesystem::path &post, bool clip,
                             const std::string &model);

} // namespace affect
