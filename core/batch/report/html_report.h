#pragma once

#include "base/atomic_file.h"
#include "base/cancel.h"
#include "batch/journal/journal_walk.h"

#include <cstdint>
#include <filesystem>
#include <memory>

namespace affect {

/// A report to look at: one file that needs no other and no network. Charts, the posts that matter
/// with their pictures under attention, and a table to filter, of at most 100,000 rows; written as
/// it comes.
class HtmlReport {
public:
  /// Errors: as JournalReader, unreadable (the file cannot be made).
  static Result<std::unique_ptr<HtmlReport>>
  create(const std::filesystem::path &file, JournalReader &reader, const CancelToken &cancel);
  Result<void> add(const ReportedItem &item);
  Result<void> finish();

  static constexpr std::int64_t most_rows = 100'000;

private:
  HtmlReport(AtomicFile file, JournalReader &reader) : file_(std::move(file)), reader_(reader) {}
  AtomicFile file_;
  JournalReader &reader_;
  std::int64_t rows_ = 0;
};

} // namespace affect
