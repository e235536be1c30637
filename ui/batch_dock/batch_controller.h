#pragma once

#include "batch_dock/journal_model.h"
#include "batch_dock/run_jobs.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace affect::ui {

enum class BatchStage {
  empty,    ///< no journal is open
  starting, ///< a run is about to begin
  running,
  paused,
  stopping, ///< asked to stop; the batch that is being computed ends first
  over      ///< a journal is open, and nothing works on it
};

/// The run that the dock shows: starts it and what else there is to be done with it, and asks four
/// times a second how far it is. No call waits.
class BatchController : public QObject {
  Q_OBJECT
public:
  explicit BatchController(QObject *parent = nullptr);
  /// Stops the run, which takes until the batch that is being computed ends.
  ~BatchController() override;

  /// Files, folders and lists with installed bundles. What was done of the same work before is not
  /// done again.
  void start(const QStringList &inputs, const QStringList &models);
  void resumeRun(const std::filesystem::path &journal);
  /// Shows a run without going on with it.
  void open(const std::filesystem::path &journal);
  void close();
  void pause();
  void resume();
  void stop();
  void retryFailed();
  void discard(const std::filesystem::path &journal);
  void listEarlier() { jobs_.list(); }
  void write(const ReportFiles &files);
  void cancelWriting() { jobs_.cancelWriting(); }
  /// Whether summaries are wanted: somebody looks at charts.
  void setSummaryWanted(bool wanted);
  void summarise(); ///< at once

  JournalModel *model() { return &model_; }
  BatchStage stage() const { return stage_; }
  bool busy() const { return stage_ != BatchStage::empty && stage_ != BatchStage::over; }
  const BatchProgress &progress() const { return progress_; }
  const std::filesystem::path &journal() const { return journal_; }
  bool writing() const { return writing_; }
  double written() const { return jobs_.written(); }

Q_SIGNALS:
  void changed(); ///< stage or progress
  void summaryChanged(const affect::JournalSummary &summary);
  void earlierListed(const affect::ui::EarlierRuns &runs);
  void reportWritten(const affect::ReportFiles &files);
  void failed(const affect::Error &error);

private:
  void set_stage(BatchStage stage);
  void begin();
  void on_started(const BatchRunPtr &run);
  void poll();
  void let_go();
  void show(const std::filesystem::path &journal);

  JournalModel model_;
  JournalAccess summaries_;
  BatchRunPtr run_;
  BatchProgress progress_;
  BatchStage stage_ = BatchStage::empty;
  std::filesystem::path journal_;
  QTimer timer_;
  bool stop_wanted_ = false; ///< while it starts
  bool writing_ = false, summary_wanted_ = false, summary_under_way_ = false;
  QElapsedTimer since_summary_;
  qint64 summary_took_ = 0; ///< milliseconds
  RunJobs jobs_;            // last: its threads end before the rest goes
};

} // namespace affect::ui
