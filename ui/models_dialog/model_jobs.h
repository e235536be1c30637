#pragma once

#include "models/model_store.h"

#include <QObject>
#include <QString>
#include <QThreadPool>

namespace affect::ui {

using InstalledModels = std::vector<InstalledModel>;

/// The model store's work, off the window's thread and one after the other; answers come as signals
/// in this thread.
class ModelJobs : public QObject {
  Q_OBJECT
public:
  explicit ModelJobs(QObject *parent = nullptr);
  ~ModelJobs() override;

  void list();
  void plan(const QString &folder);
  void import(const QString &folder, bool link, const QString &as);
  void verify(const InstalledModel &model);
  void remove(const InstalledModel &model);
  /// Stops what runs and what waits.
  void cancel();
  /// Something runs that the user should see and may stop: anything but listing.
  bool busy() const { return running_ > 0; }

Q_SIGNALS:
  void listed(const affect::ui::InstalledModels &models);
  void planned(const QString &folder, const affect::ImportPlan &plan);
  void imported(const affect::InstalledModel &model);
  void verified(const affect::InstalledModel &model, const affect::Verification &result);
  void removed(const affect::InstalledModel &model);
  void failed(const affect::Error &error);
  /// 0 … 1, and the file.
  void progressed(double fraction, const QString &file);
  void busyChanged(bool busy);

private:
  void start(std::function<void(const CancelToken &)> work);
  void post(std::function<void()> what);
  ProgressFn progress();

  int running_ = 0;
  CancelToken cancel_;
  QThreadPool pool_;
};

} // namespace affect::ui
