#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "batch/journal/journal_reader.h"

#include <functional>
#include <vector>

namespace affect {

/// A finished item (done or failed) with what the reports need of it.
struct ReportedItem {
  std::int64_t id = 0;
  PostSource source;
  std::string name; ///< as in the reports
  std::string preview;
  std::optional<Error> error; ///< none: done
  struct Detail {
    BatchReading numbers;
    std::string csv;  ///< line
    std::string json; ///< line, compressed
  };
  std::vector<Detail> details; ///< one a model
};

/// Goes over all items that are done or failed, in the order they were found, a few in memory at a
/// time, all of one state of the journal even where a run is writing. Errors: as JournalReader,
/// those of `take`, cancelled.
Result<void> for_each_finished_item(JournalReader &reader,
                                    const std::function<Result<void>(const ReportedItem &)> &take,
                                    const ProgressFn &progress = {},
                                    const CancelToken &cancel = {});

} // namespace affect
