#include "batch/run/run_meter.h"

namespace affect {
namespace {

constexpr double window = 10; // seconds over which the speed is measured

} // namespace

BatchProgress RunMeter::progress() const {
  std::lock_guard lock(mutex_);
  BatchProgress now = progress_;
  if (now.phase == BatchPhase::running)
    now.times.wall = before_pause_ + std::chrono::duration<double>(Clock::now() - started_).count();
  return now;
}

void RunMeter::note(const JournalCounts &counts) {
  progress_.found = counts.all();
  progress_.done = counts.done;
  progress_.failed = counts.failed;
  if (progress_.items_per_second > 0)
    progress_.seconds_left = static_cast<double>(counts.waiting) / progress_.items_per_second;
}

void RunMeter::counts(const JournalCounts &counts) {
  std::lock_guard lock(mutex_);
  note(counts);
}

void RunMeter::scan_complete(const JournalCounts &counts) {
  std::lock_guard lock(mutex_);
  note(counts);
  progress_.scan_complete = true;
}

void RunMeter::start() {
  std::lock_guard lock(mutex_);
  progress_.phase = BatchPhase::running;
  started_ = Clock::now();
  recent_ = {{0, 0}};
}

void RunMeter::pause() {
  std::lock_guard lock(mutex_);
  before_pause_ += std::chrono::duration<double>(Clock::now() - started_).count();
  progress_.times.wall = before_pause_;
  progress_.phase = BatchPhase::paused;
}

void RunMeter::resume() {
  std::lock_guard lock(mutex_);
  started_ = Clock::now();
  progress_.phase = BatchPhase::running;
}

void RunMeter::finished(const JournalCounts &counts, std::int64_t done, std::int64_t failed,
                        std::string current) {
  std::lock_guard lock(mutex_);
  progress_.done_now += done;
  progress_.failed_now += failed;
  progress_.current = std::move(current);
  const double now = before_pause_ + std::chrono::duration<double>(Clock::now() - started_).count();
  recent_.emplace_back(now, progress_.done_now + progress_.failed_now);
  while (recent_.size() > 2 && recent_[1].first < now - window)
    recent_.pop_front();
  if (const double passed = now - recent_.front().first; passed > 0)
    progress_.items_per_second =
        static_cast<double>(recent_.back().second - recent_.front().second) / passed;
  note(counts);
}

void RunMeter::decoded(double seconds) {
  std::lock_guard lock(mutex_);
  progress_.times.decoding = seconds;
}

void RunMeter::analysed(const AnalysisTimes &times) {
  std::lock_guard lock(mutex_);
  progress_.times.tokenising = times.tokenising;
  progress_.times.inference = times.inference;
}

void RunMeter::waited(double seconds) {
  std::lock_guard lock(mutex_);
  progress_.times.waiting += seconds;
}

void RunMeter::wrote(double seconds) {
  std::lock_guard lock(mutex_);
  progress_.times.writing += seconds;
}

void RunMeter::fail(const Error &error) {
  std::lock_guard lock(mutex_);
  if (!progress_.error)
    progress_.error = error;
}

void RunMeter::end(bool cancelled) {
  std::lock_guard lock(mutex_);
  if (progress_.phase == BatchPhase::running)
    progress_.times.wall =
        before_pause_ + std::chrono::duration<double>(Clock::now() - started_).count();
  progress_.phase = progress_.error ? BatchPhase::broken
                    : cancelled     ? BatchPhase::cancelled
                                    : BatchPhase::finished;
  if (progress_.phase == BatchPhase::finished)
    progress_.seconds_left = 0;
}

bool RunMeter::is_due() {
  std::lock_guard lock(mutex_);
  const auto now = Clock::now();
  if (now - last_report_ < std::chrono::milliseconds(100))
    return false;
  last_report_ = now;
  return true;
}

} // namespace affect
