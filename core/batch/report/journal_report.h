#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"

#include <filesystem>

namespace affect {

/// Files to write; an empty one is not asked for.
struct ReportFiles {
  std::filesystem::path csv, jsonl;
  std::filesystem::path
      html; ///< a file, or a folder (it exists, or ends in a slash) that gets an index.html
  bool byte_order_mark = false; ///< of the CSV

  bool any() const { return !csv.empty() || !jsonl.empty() || !html.empty(); }
};

/// Whether the files can be made, so that it is known before the work and not after it. Errors:
/// unreadable.
Result<void> check_report_files(const ReportFiles &files);

/// Writes reports from a journal, a row after another in the order the items were found, waiting
/// ones left out; each appears whole or not at all. Of several models every post has a row for
/// each. Errors: as JournalReader, unreadable (a report cannot be written), cancelled.
Result<void> write_reports(const std::filesystem::path &journal, const ReportFiles &files,
                           const ProgressFn &progress = {}, const CancelToken &cancel = {});

} // namespace affect
