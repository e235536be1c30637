#include "models_dialog/model_jobs.h"

#include "widgets/paths.h"

namespace affect::ui {

ModelJobs::ModelJobs(QObject *parent) : QObject(parent) { pool_.setMaxThreadCount(1); }

ModelJobs::~ModelJobs() {
  cancel();
  pool_.waitForDone(); // every job looks at its token once a megabyte
}

void ModelJobs::post(std::function<void()> what) {
  QMetaObject::invokeMethod(this, std::move(what), Qt::QueuedConnection);
}

void ModelJobs::start(std::function<void(const CancelToken &)> work) {
  if (++running_ == 1)
    Q_EMIT busyChanged(true);
  pool_.start([this, work = std::move(work), cancel = cancel_] {
    if (!cancel.cancelled())
      work(cancel);
    post([this] {
      if (--running_ == 0)
        Q_EMIT busyChanged(false);
    });
  });
}

ProgressFn ModelJobs::progress() {
  return [this](const Progress &progress) {
    post([this, fraction = progress.fraction, file = QString::fromStdString(progress.stage)] {
      Q_EMIT progressed(fraction, file);
    });
  };
}

void ModelJobs::list() {
  pool_.start([this] { post([this, models = list_models()] { Q_EMIT listed(models); }); });
}

void ModelJobs::plan(const QString &folder) {
  start([this, folder](const CancelToken &) {
    post([this, folder, plan = plan_import(to_path(folder))] {
      if (plan.ok())
        Q_EMIT planned(folder, plan.value());
      else
        Q_EMIT failed(plan.error());
    });
  });
}

void ModelJobs::import(const QString &folder, bool link, const QString &as) {
  start([this, folder, link, as](const CancelToken &cancel) {
    post([this,
          model = import_model(to_path(folder), {link, as.toStdString(), progress(), cancel})] {
      if (model.ok())
        Q_EMIT imported(model.value());
      else
        Q_EMIT failed(model.error());
    });
  });
}

void ModelJobs::verify(const InstalledModel &model) {
  start([this, model](const CancelToken &cancel) {
    post([this, model, result = verify_model(model, progress(), cancel)] {
      if (result.ok())
        Q_EMIT verified(model, result.value());
      else
        Q_EMIT failed(result.error());
    });
  });
}

void ModelJobs::remove(const InstalledModel &model) {
  start([this, model](const CancelToken &) {
    post([this, model, done = remove_model(model)] {
      if (done.ok())
        Q_EMIT removed(model);
      else
        Q_EMIT failed(done.error());
    });
  });
}

void ModelJobs::cancel() {
  cancel_.cancel();
  cancel_ = CancelToken();
}

} // namespace affect::ui
