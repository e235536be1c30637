#include "batch/run/batch_run.h"

#include "base/cpu.h"
#include "batch/run/batch_run_impl.h"

namespace affect {

BatchRun::BatchRun() : impl_(std::make_unique<Impl>()) {}

Result<std::unique_ptr<BatchRun>> BatchRun::start(const BatchOptions &options,
                                                  Callbacks callbacks) {
  AFFECT_TRY(identity, identity_of(options));
  AFFECT_TRY(journal, Journal::open(options.journal, identity, options.resume));
  AFFECT_CHECK(journal->set_scan_complete(false));
  if (options.retry_failed)
    AFFECT_CHECK(journal->retry_failed());
  std::unique_ptr<BatchRun> run(new BatchRun);
  Impl &impl = *run->impl_;
  impl.options = options;
  impl.identity = std::move(identity);
  impl.callbacks = std::move(callbacks);
  impl.journal = std::move(journal);
  impl.processors = options.threads > 0 ? options.threads : processor_count();
  impl.meter.counts(impl.journal->counts());
  impl.scanner = std::thread([&impl] { impl.scan_inputs(); });
  impl.engine = std::thread([&impl] { impl.run_engine(); });
  return run;
}

BatchRun::~BatchRun() {
  cancel();
  wait();
}

BatchProgress BatchRun::progress() const { return impl_->meter.progress(); }

void BatchRun::pause() {
  std::lock_guard lock(impl_->mutex);
  impl_->paused = true;
}

void BatchRun::resume() {
  std::lock_guard lock(impl_->mutex);
  impl_->paused = false;
  impl_->changed.notify_all();
}

void BatchRun::cancel() {
  impl_->cancel.cancel();
  impl_->changed.notify_all();
}

BatchProgress BatchRun::wait() {
  if (impl_->engine.joinable())
    impl_->engine.join();
  return progress();
}

const std::filesystem::path &BatchRun::journal() const { return impl_->options.journal; }

} // namespace affect
