#pragma once

#include "analysis/batch_analyzer.h"
#include "batch/journal/journal_reader.h"
#include "batch/run/batch_run.h"

#include <chrono>
#include <deque>
#include <mutex>
#include <string>
#include <utility>

namespace affect {

/// Keeps a run's progress; any thread.
class RunMeter {
public:
  BatchProgress progress() const;

  void counts(const JournalCounts &counts);
  void scan_complete(const JournalCounts &counts);
  /// The models are loaded.
  void start();
  void pause();
  void resume();
  /// A batch is in the journal.
  void finished(const JournalCounts &counts, std::int64_t done, std::int64_t failed,
                std::string current);
  void decoded(double seconds);              ///< in all
  void analysed(const AnalysisTimes &times); ///< in all
  void waited(double seconds);
  void wrote(double seconds);
  void fail(const Error &error); ///< the first counts
  void end(bool cancelled);
  /// Whether progress is to be reported again: at most ten times a second.
  bool is_due();

private:
  using Clock = std::chrono::steady_clock;
  void note(const JournalCounts &counts);

  mutable std::mutex mutex_;
  BatchProgress progress_;
  Clock::time_point started_{}, last_report_{};
  double before_pause_ = 0; ///< seconds of work before the last pause
  std::deque<std::pair<double, std::int64_t>>
      recent_; ///< seconds of work, items that were over by then
};

} // namespace affect
