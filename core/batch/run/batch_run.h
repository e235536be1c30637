#pragma once

#include "base/result.h"
#include "batch/journal/batch_options.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace affect {

enum class BatchPhase {
  loading, ///< models are being loaded; the scan may have begun
  running,
  paused,
  finished,  ///< everything found is done or failed
  cancelled, ///< stopped when asked to; --resume goes on
  broken     ///< could not go on (disk full, model cannot be loaded): BatchProgress::error
};

/// Seconds of the run's threads. Decoding and inference may go on at the same time.
struct BatchTimes {
  double decoding = 0;   ///< of all decoders: reading, hashing, decoding and resizing
  double tokenising = 0; ///< of the inference thread, as what follows
  double inference = 0;
  double writing = 0; ///< making rows and committing them
  double waiting = 0; ///< for decoded posts
  double wall = 0;    ///< since the first post was asked for, pauses left out
};

/// How far a run is.
struct BatchProgress {
  BatchPhase phase = BatchPhase::loading;
  bool scan_complete = false;        ///< `found` is final
  std::int64_t found = 0;            ///< items in the journal, those of earlier sessions among them
  std::int64_t done = 0, failed = 0; ///< of `found`, in all sessions
  std::int64_t done_now = 0, failed_now = 0; ///< in this session
  double items_per_second = 0;               ///< over about the last ten seconds; 0: not known yet
  std::optional<double> seconds_left;        ///< of what is found so far; empty: not known yet
  std::string current;                       ///< name of an item of the latest batch
  BatchTimes times;
  std::optional<Error> error; ///< why it is broken

  bool over() const { return phase >= BatchPhase::finished; }
};

/// A batch run on threads of its own: one scans, some decode, one owns the networks and writes the
/// journal.
class BatchRun {
public:
  /// Called on the run's threads; must be quick, and must not call the run.
  struct Callbacks {
    std::function<void()>
        changed; ///< progress has changed: at most ten times a second, and at the end
    /// An item is in the journal with readings (one a model) or with an error, in the order the
    /// items were found.
    std::function<void(const PostSource &, const std::vector<Reading> &,
                       const std::optional<Error> &)>
        item;
  };

  /// Opens or makes the journal and starts. What was done before is not done again, but for what
  /// has changed. Errors: not_found (a model, the journal's folder), usage (the journal exists and
  /// resume is not asked for; it belongs to another run; another process is using it), unreadable,
  /// bad_format.
  static Result<std::unique_ptr<BatchRun>> start(const BatchOptions &options,
                                                 Callbacks callbacks = {});
  /// Cancels and waits.
  ~BatchRun();

  BatchProgress progress() const; ///< any thread
  /// Ends after the batch that is being computed. What is decoded stays in memory.
  void pause();
  void resume();
  /// Ends after the batch that is being computed and leaves the journal ready for `resume`. Returns
  /// at once.
  void cancel();
  /// Waits for the end; the journal is closed then.
  BatchProgress wait();
  const std::filesystem::path &journal() const;

private:
  BatchRun();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace affect
