#include "batch_dock/batch_controller.h"

#include "widgets/paths.h"

namespace affect::ui {
namespace {

constexpr int poll_ms = 250;
constexpr qint64 summary_rest_ms = 2000,
                 summary_share = 10; // a summary of a million takes a second: not one a second

} // namespace

BatchController::BatchController(QObject *parent) : QObject(parent) {
  timer_.setInterval(poll_ms);
  connect(&timer_, &QTimer::timeout, this, &BatchController::poll);
  connect(&model_, &JournalModel::failed, this, &BatchController::failed);
  connect(&model_, &JournalModel::countsChanged, this, &BatchController::changed);
  connect(&model_, &JournalModel::opened, this, &BatchController::changed);
  connect(&summaries_, &JournalAccess::failed, this, [this] { summary_under_way_ = false; });
  connect(&summaries_, &JournalAccess::summarised, this, [this](const JournalSummary &summary) {
    summary_under_way_ = false;
    summary_took_ = since_summary_.restart();
    Q_EMIT summaryChanged(summary);
  });
  connect(&jobs_, &RunJobs::started, this, &BatchController::on_started);
  connect(&jobs_, &RunJobs::notStarted, this, [this](const Error &error) {
    stop_wanted_ = false;
    set_stage(journal_.empty() ? BatchStage::empty : BatchStage::over);
    Q_EMIT failed(error);
  });
  connect(&jobs_, &RunJobs::listed, this, &BatchController::earlierListed);
  connect(&jobs_, &RunJobs::discarded, this, [this](const Error &error) {
    if (!error.message.empty())
      Q_EMIT failed(error);
    listEarlier();
  });
  const auto written = [this] {
    writing_ = false;
    Q_EMIT changed();
  };
  connect(&jobs_, &RunJobs::reportWritten, this, [this, written](const ReportFiles &files) {
    written();
    Q_EMIT reportWritten(files);
  });
  connect(&jobs_, &RunJobs::reportFailed, this, [this, written](const Error &error) {
    written();
    if (error.code != ErrorCode::cancelled)
      Q_EMIT failed(error);
  });
}

BatchController::~BatchController() {
  jobs_.disconnect(this);
  if (run_)
    run_->cancel();
}

void BatchController::set_stage(BatchStage stage) {
  stage_ = stage;
  if (busy() || writing_)
    timer_.start();
  Q_EMIT changed();
}

void BatchController::begin() {
  progress_ = {};
  stop_wanted_ = false;
  set_stage(BatchStage::starting);
}

void BatchController::start(const QStringList &inputs, const QStringList &models) {
  if (busy() || inputs.isEmpty())
    return;
  BatchOptions options;
  for (const QString &input : inputs)
    options.inputs.push_back(to_path(input));
  for (const QString &model : models)
    options.models.push_back(to_path(model));
  options.resume = true;
  close();
  begin();
  jobs_.start(options);
}

void BatchController::resumeRun(const std::filesystem::path &journal) {
  if (busy())
    return;
  show(journal);
  begin();
  jobs_.resumeRun(journal, false);
}

void BatchController::retryFailed() {
  if (stage_ != BatchStage::over || journal_.empty())
    return;
  begin();
  jobs_.resumeRun(journal_, true);
}

void BatchController::on_started(const BatchRunPtr &run) {
  run_ = run;
  if (std::exchange(stop_wanted_, false)) {
    run_->cancel();
    set_stage(BatchStage::stopping);
  } else {
    set_stage(BatchStage::running);
  }
  show(run_->journal());
  poll();
}

void BatchController::show(const std::filesystem::path &journal) {
  if (journal == journal_)
    return;
  journal_ = journal;
  Q_EMIT summaryChanged({});
  model_.open(journal);
  summaries_.open(journal);
  summary_took_ = 0;
  summary_under_way_ = false;
  if (summary_wanted_)
    summarise();
}

void BatchController::open(const std::filesystem::path &journal) {
  if (busy())
    return;
  progress_ = {};
  show(journal);
  set_stage(BatchStage::over);
}

void BatchController::close() {
  if (busy())
    return;
  journal_.clear();
  model_.close();
  summaries_.close();
  progress_ = {};
  set_stage(BatchStage::empty);
}

void BatchController::pause() {
  if (stage_ != BatchStage::running)
    return;
  run_->pause();
  set_stage(BatchStage::paused);
}

void BatchController::resume() {
  if (stage_ != BatchStage::paused)
    return;
  run_->resume();
  set_stage(BatchStage::running);
}

void BatchController::stop() {
  if (stage_ == BatchStage::starting) {
    stop_wanted_ = true;
  } else if (run_) {
    run_->cancel();
    set_stage(BatchStage::stopping);
  }
}

void BatchController::poll() {
  if (run_) {
    progress_ = run_->progress();
    const JournalCounts now{progress_.found - progress_.done - progress_.failed, progress_.done,
                            progress_.failed};
    const JournalCounts &shown = model_.counts();
    if (now.waiting != shown.waiting || now.done != shown.done || now.failed != shown.failed)
      model_.setCounts(now);
    if (progress_.over())
      let_go();
  }
  if (summary_wanted_ && run_ && since_summary_.isValid() &&
      since_summary_.elapsed() > std::max(summary_rest_ms, summary_share * summary_took_))
    summarise();
  if (!run_ && !busy() && !writing_)
    timer_.stop();
  Q_EMIT changed();
}

void BatchController::let_go() {
  jobs_.retire(std::exchange(run_, nullptr));
  set_stage(BatchStage::over);
  model_.updateCounts();
  if (summary_wanted_)
    summarise();
  if (progress_.error)
    Q_EMIT failed(*progress_.error);
}

void BatchController::discard(const std::filesystem::path &journal) {
  if (busy() && journal == journal_)
    return;
  if (journal == journal_)
    close();
  jobs_.discard(journal);
}

void BatchController::write(const ReportFiles &files) {
  if (writing_ || journal_.empty() || !files.any())
    return;
  writing_ = true;
  jobs_.write(journal_, files);
  set_stage(stage_);
}

void BatchController::setSummaryWanted(bool wanted) {
  summary_wanted_ = wanted;
  if (wanted)
    summarise();
}

void BatchController::summarise() {
  if (summary_under_way_ || !summaries_.isOpen())
    return;
  summary_under_way_ = true;
  since_summary_.start();
  summaries_.summarise();
}

} // namespace affect::ui
