// Choosing the model, and the windows that compare models and show their figures.
#include "batch_dock/batch_panel.h"
#include "compare/compare_dialog.h"
#include "evaluate/reliability_dialog.h"
#include "evaluate/robustness_dialog.h"
#include "models_dialog/models_dialog.h"
#include "reading/reading_panel.h"
#include "service/model_choice.h"
#include "shell/actions.h"
#include "shell/main_window.h"
#include "shell/menus.h"
#include "shell/message_bar.h"
#include "shell/status_area.h"
#include "widgets/paths.h"

#include <QStatusBar>

namespace affect::ui {

void MainWindow::connect_models() {
  connect(workspace_, &Workspace::modelReady, this, &MainWindow::on_model_ready);
  connect(workspace_, &Workspace::modelLoading, status_, &StatusArea::setModelLoading);
  connect(workspace_, &Workspace::modelRefused, this, [this](const Error &error) {
    model_chosen_ = false;
    status_->setModelKept();
    if (models_ && models_->isVisible())
      models_->switchFailed(error);
    else
      messages_->add(error);
    refresh_models();
  });
  connect(workspace_, &Workspace::modelFailed, this, [this](const Error &error) {
    model_chosen_ = false;
    status_->setModelMissing();
    messages_->add(error);
    reading_->setUnavailable(tr("No model is loaded, so posts can be looked at but not read."));
    refresh_models();
  });
  connect(menus_, &Menus::modelsWanted, this, &MainWindow::refresh_models);
  connect(menus_, &Menus::useModel, this, [this](const QString &bundle) {
    if (bundle == from_path(model_.folder.filename()))
      return;
    model_chosen_ = true;
    workspace_->useModel(bundle);
  });
  connect(actions_->compare, &QAction::triggered, this, &MainWindow::showCompare);
  connect(actions_->robustness, &QAction::triggered, this, &MainWindow::showRobustness);
  connect(actions_->reliability, &QAction::triggered, this, &MainWindow::showReliability);
  refresh_models();
}

void MainWindow::on_model_ready(const ModelInfo &info) {
  const bool another = !model_.id.empty() && model_.id != info.id;
  model_ = info;
  reading_->setUnavailable({});
  status_->setModel(info);
  if (models_)
    models_->setModelInUse(info.folder);
  if (std::exchange(model_chosen_, false))
    remember_model(from_path(info.folder.filename()));
  if (another)
    statusBar()->showMessage(tr("Reading with %1 from now on").arg(QString::fromStdString(info.id)),
                             4000);
  refresh_models();
}

void MainWindow::refresh_models() {
  // Folders may have come or gone since the menu was last open.
  const QStringList bundles = installed_models();
  const QString current = from_path(model_.folder.filename());
  menus_->setModels(bundles, current);
  batch_panel_->setModels(bundles, current.isEmpty() ? first_model({}) : current);
  refresh_figures();
}

// A window of figures is for models that come with them.
void MainWindow::refresh_figures() {
  const QString id = QString::fromStdString(model_.id);
  const auto offer = [this](QAction *action, const std::filesystem::path &file, const QString &with,
                            const QString &without) {
    std::error_code ignored;
    const bool has = !model_.folder.empty() && std::filesystem::is_regular_file(file, ignored);
    action->setEnabled(has);
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    action->setToolTip(has                     ? QStringLiteral("%1 (%2)").arg(with, keys)
                       : model_.folder.empty() ? tr("No model is loaded")
                                               : without);
  };
  offer(actions_->robustness, robustness_file(model_.folder),
        tr("How well %1 reads posts that lack their image or their text").arg(id),
        tr("%1 comes without robustness figures (robustness.csv)").arg(id));
  offer(actions_->reliability, reliability_file(model_.folder),
        tr("Whether %1 is as often right as it says it is sure").arg(id),
        tr("%1 comes without reliability figures (reliability.csv)").arg(id));
}

void MainWindow::show_models() {
  if (!models_) {
    models_ = new ModelsDialog(this);
    models_->setModelInUse(model_.folder);
    connect(models_, &ModelsDialog::useRequested, this, [this](const QString &folder) {
      model_chosen_ = true;
      workspace_->useModel(folder);
    });
  }
  models_->show();
  models_->raise();
  models_->activateWindow();
}

CompareDialog *MainWindow::showCompare() {
  auto *dialog = findChild<CompareDialog *>();
  if (!dialog) {
    dialog =
        new CompareDialog(workspace_->session(), workspace_->items(), workspace_->service(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
  }
  dialog->show();
  dialog->raise();
  dialog->activateWindow();
  return dialog;
}

void MainWindow::showRobustness() {
  auto curves = read_robustness(robustness_file(model_.folder));
  if (!curves.ok()) {
    messages_->add(curves.error());
    return;
  }
  auto *dialog = new RobustnessDialog(QString::fromStdString(model_.id), std::move(*curves), this);
  connect(dialog, &RobustnessDialog::failed, messages_, &MessageBar::add);
  dialog->show();
}

void MainWindow::showReliability() {
  auto curves = read_reliability(reliability_file(model_.folder));
  if (!curves.ok()) {
    messages_->add(curves.error());
    return;
  }
  auto *dialog = new ReliabilityDialog(QString::fromStdString(model_.id), std::move(*curves), this);
  connect(dialog, &ReliabilityDialog::failed, messages_, &MessageBar::add);
  dialog->show();
}

} // namespace affect::ui
