#include "batch_dock/run_jobs.h"

#include "batch/journal/journal_files.h"
#include "widgets/paths.h"

#include <sys/resource.h>

#include <algorithm>

namespace fs = std::filesystem;

namespace affect::ui {
namespace {

constexpr int niceness =
    10; // a tenth of the processors where a thread of the window wants them, too
constexpr std::size_t most_listed = 20; // journals that are opened for the list

// Threads inherit it: those of a run and of its networks, too. On Linux it is a thread's, not the
// process's.
void give_way() { setpriority(PRIO_PROCESS, 0, niceness); }

Result<EarlierRun> look_at(const fs::path &journal) {
  AFFECT_TRY(reader, JournalReader::open(journal));
  AFFECT_TRY(counts, reader->counts());
  AFFECT_TRY(complete, reader->scan_complete());
  EarlierRun run;
  run.journal = journal;
  for (const fs::path &input : reader->identity().inputs)
    run.inputs << from_path(input);
  for (const BatchModel &model : reader->identity().models)
    run.models << QString::fromStdString(model.id);
  run.counts = counts;
  run.scan_complete = complete;
  return run;
}

// The last change: of the database or of what is not yet merged into it.
fs::file_time_type changed_at(const fs::path &journal) {
  std::error_code no_log, ignored;
  const auto log = fs::last_write_time(fs::path(journal) += "-wal", no_log);
  const auto base = fs::last_write_time(journal, ignored);
  return no_log ? base : std::max(base, log);
}

EarlierRuns earlier_runs() {
  std::vector<std::pair<fs::file_time_type, fs::path>> files;
  std::error_code error;
  for (const auto &entry : fs::directory_iterator(default_journal({}).parent_path(), error))
    if (entry.path().extension() == ".journal")
      files.emplace_back(changed_at(entry.path()), entry.path());
  std::sort(files.rbegin(), files.rend());
  files.resize(std::min(files.size(), most_listed));
  EarlierRuns runs;
  for (const auto &[time, file] : files)
    if (auto run = look_at(file); run.ok()) {
      const auto since =
          std::chrono::duration_cast<std::chrono::seconds>(fs::file_time_type::clock::now() - time);
      run->when = QDateTime::currentDateTime().addSecs(-since.count());
      runs.push_back(std::move(*run));
    }
  return runs;
}

} // namespace

RunJobs::RunJobs(QObject *parent) : QObject(parent) {
  for (QThreadPool *pool : {&runs_, &files_})
    pool->setMaxThreadCount(1);
}

RunJobs::~RunJobs() {
  writing_.cancel();
  runs_.waitForDone();
  files_.waitForDone();
}

void RunJobs::post(std::function<void()> what) {
  QMetaObject::invokeMethod(this, std::move(what), Qt::QueuedConnection);
}

void RunJobs::begin(std::function<Result<BatchOptions>()> options) {
  runs_.start([this, options = std::move(options)] {
    give_way();
    const auto open = [&]() -> Result<BatchRunPtr> {
      AFFECT_TRY(given, options());
      AFFECT_TRY(run, BatchRun::start(given));
      return BatchRunPtr(std::move(run));
    };
    post([this, run = open()] {
      if (run.ok())
        Q_EMIT started(*run);
      else
        Q_EMIT notStarted(run.error());
    });
  });
}

void RunJobs::start(const BatchOptions &options) {
  begin([options]() -> Result<BatchOptions> {
    BatchOptions with = options;
    if (with.journal.empty()) {
      AFFECT_TRY(identity, identity_of(with)); // reads the models' weights
      with.journal = default_journal(identity);
    }
    return with;
  });
}

void RunJobs::resumeRun(const fs::path &journal, bool retry_failed) {
  begin([journal, retry_failed]() -> Result<BatchOptions> {
    AFFECT_TRY(options, options_of_journal(journal));
    options.retry_failed = retry_failed;
    return options;
  });
}

void RunJobs::retire(BatchRunPtr run) {
  runs_.start([run = std::move(run)]() mutable { run.reset(); });
}

void RunJobs::list() {
  files_.start([this] { post([this, runs = earlier_runs()] { Q_EMIT listed(runs); }); });
}

void RunJobs::discard(const fs::path &journal) {
  files_.start([this, journal] {
    const Result<void> gone = remove_journal(journal);
    post([this, error = gone.ok() ? Error{} : gone.error()] { Q_EMIT discarded(error); });
  });
}

void RunJobs::write(const fs::path &journal, const ReportFiles &files) {
  writing_ = CancelToken();
  fraction_ = -1;
  files_.start([this, journal, files, cancel = writing_] {
    give_way();
    const Result<void> done = write_reports(
        journal, files, [this](const Progress &progress) { fraction_ = progress.fraction; },
        cancel);
    post([this, files, done] {
      if (done.ok())
        Q_EMIT reportWritten(files);
      else
        Q_EMIT reportFailed(done.error());
    });
  });
}

void RunJobs::cancelWriting() { writing_.cancel(); }

} // namespace affect::ui
