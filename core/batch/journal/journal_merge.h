#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace affect {

struct MergeResult {
  std::int64_t items = 0;
  /// Sentences that say what is not there: shards without a journal, scans that did not end, items
  /// that wait.
  std::vector<std::string> gaps;
};

/// Joins the journals of a run's shards into a new one, which looks like that of a single run: the
/// same order. Errors: usage (two journals of one shard, or an item in two of them; journals of
/// different runs; `into` exists; fewer than one journal), and as JournalReader; then `into` is not
/// made.
Result<MergeResult> merge_journals(const std::vector<std::filesystem::path> &journals,
                                   const std::filesystem::path &into,
                                   const ProgressFn &progress = {}, const CancelToken &cancel = {});

} // namespace affect
