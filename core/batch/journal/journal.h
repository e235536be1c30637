#pragma once

#include "base/result.h"
#include "batch/journal/batch_options.h"
#include "batch/journal/database.h"
#include "batch/journal/journal_reader.h"
#include "batch/journal/stored_reading.h"
#include "sources/scan.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace affect {

/// An item to be worked on.
struct PendingItem {
  std::int64_t id = 0;
  PostSource source;
  /// Content hash of an item that is done and whose files look changed: where the content is the
  /// same, its readings stand.
  std::string done_content;
};

/// What became of an item.
struct ItemOutcome {
  std::int64_t id = 0;
  std::string stamp,
      content; ///< of its files before they were read; content is empty where they could not be
  bool unchanged =
      false; ///< its content is that of PendingItem::done_content: only the stamp is new
  std::string preview;
  std::vector<StoredReading> readings; ///< one a model; empty with an error
  std::optional<Error> error;
};

/// Locks a journal for one process by a file beside it; the system lets go of it however the
/// process ends.
class JournalLock {
public:
  /// Errors: usage (another process has it), unreadable.
  static Result<JournalLock> take(const std::filesystem::path &journal);
  JournalLock(JournalLock &&other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  JournalLock &operator=(JournalLock &&) = delete;
  ~JournalLock();

private:
  explicit JournalLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

/// What a run writes: SQLite in WAL mode. Whatever a call has returned from survives the end of the
/// process at any moment. May be called from several threads. Errors of all calls: as
/// Database::check().
class Journal {
public:
  /// Makes a journal, or with `resume` goes on with one. Errors: usage (it exists and `resume` is
  /// not set; it is another run's; another process uses it), not_found (its folder), unreadable,
  /// bad_format, unsupported (a newer version's).
  static Result<std::unique_ptr<Journal>> open(const std::filesystem::path &file,
                                               const BatchIdentity &identity, bool resume);

  /// Notes what a scan found. What is new waits; what is there stays as it is, unless its files
  /// look changed.
  Result<void> add(std::span<const ScanItem> items);
  Result<void> set_scan_complete(bool complete);
  /// What failed waits again.
  Result<void> retry_failed();
  /// The next waiting items after `id`, in the order they were found.
  Result<std::vector<PendingItem>> pending(std::int64_t after, std::size_t most);
  /// Notes outcomes, all or none.
  Result<void> record(std::span<const ItemOutcome> outcomes);
  JournalCounts counts() const;

private:
  Journal(JournalLock lock, std::unique_ptr<Database> database);
  Result<void> make(const BatchIdentity &identity);
  Result<void> check_identity(const BatchIdentity &identity);
  void revisit(const ScanItem &item);
  void set_failed(std::int64_t id, const Error &error, const std::string &stamp);
  Result<void> count();

  JournalLock lock_;
  std::unique_ptr<Database> database_;
  mutable std::mutex mutex_;
  JournalCounts counts_;
};

} // namespace affect
