#pragma once

#include "batch/journal/database.h"
#include "batch/journal/journal_reader.h"

#include <chrono>
#include <memory>
#include <vector>

/// What is behind JournalReader; for the .cpp files of this folder.
namespace affect {

struct JournalReader::Impl {
  std::unique_ptr<Database> database;
  BatchIdentity identity;

  /// Ids before places 0, 1000, 2000 … of a filter, as far as anybody went: without them a page at
  /// the end of a million rows would count its way there every time.
  struct Anchors {
    std::int64_t version = -1;
    std::chrono::steady_clock::time_point made;
    std::vector<std::int64_t> ids;
  };
  Anchors anchors[5]; ///< one a filter

  std::int64_t version() { return database->integer("PRAGMA data_version").value_or(0); }
  Result<std::int64_t> id_before(ItemFilter filter, std::int64_t place);
  JournalRow row_of(const Statement &row);
  void add_readings(JournalRow &row);
};

} // namespace affect
