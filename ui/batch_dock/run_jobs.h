#pragma once

#include "batch/journal/journal_reader.h"
#include "batch/report/journal_report.h"
#include "batch/run/batch_run.h"

#include <QDateTime>
#include <QObject>
#include <QStringList>
#include <QThreadPool>

#include <atomic>
#include <memory>
#include <vector>

namespace affect::ui {

/// A run whose journal is kept, of this start of the program or of an earlier one.
struct EarlierRun {
  std::filesystem::path journal;
  QStringList inputs, models;
  JournalCounts counts;
  bool scan_complete = false;
  QDateTime when;

  bool finished() const { return scan_complete && counts.waiting == 0; }
};
using EarlierRuns = std::vector<EarlierRun>;
using BatchRunPtr = std::shared_ptr<BatchRun>;

/// The slow parts of batch runs, off the window's thread. The threads that run and write have a low
/// priority: they use whatever the processors have to spare, and give way to what the user does in
/// the window. Leaving one processor free instead would halve a run's speed on a machine of two,
/// even while nobody uses it.
class RunJobs : public QObject {
  Q_OBJECT
public:
  explicit RunJobs(QObject *parent = nullptr);
  ~RunJobs() override;

  /// Starts a run, or goes on with that of the options' journal; without a journal the one kept for
  /// this work is used.
  void start(const BatchOptions &options);
  /// Goes on with a journal.
  void resumeRun(const std::filesystem::path &journal, bool retry_failed);
  /// Lets go of a run, which waits for its threads.
  void retire(BatchRunPtr run);
  /// Kept runs, the latest first.
  void list();
  void discard(const std::filesystem::path &journal);
  void write(const std::filesystem::path &journal, const ReportFiles &files);
  void cancelWriting();
  double written() const { return fraction_.load(); } ///< 0 … 1, below 0: not known

Q_SIGNALS:
  void started(const affect::ui::BatchRunPtr &run);
  void notStarted(const affect::Error &error);
  void listed(const affect::ui::EarlierRuns &runs);
  void discarded(const affect::Error &error); ///< without a message: it is gone
  void reportWritten(const affect::ReportFiles &files);
  void reportFailed(const affect::Error &error);

private:
  void post(std::function<void()> what);
  void begin(std::function<Result<BatchOptions>()> options);

  std::atomic<double> fraction_ = 0;
  CancelToken writing_;
  QThreadPool runs_, files_;
};

} // namespace affect::ui
