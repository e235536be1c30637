#include "shell/model_commands.h"

#include "batch_dock/batch_panel.h"
#include "compare/compare_dialog.h"
#include "engine/workspace.h"
#include "evaluate/reliability_dialog.h"
#include "evaluate/robustness_dialog.h"
#include "models_dialog/models_dialog.h"
#include "reading/reading_panel.h"
#include "service/model_choice.h"
#include "shell/actions.h"
#include "shell/menus.h"
#include "shell/message_bar.h"
#include "shell/status_area.h"
#include "widgets/paths.h"

#include <QMainWindow>
#include <QStatusBar>

#include <utility>

namespace affect::ui {
namespace {

void bring_to_front(QWidget *window) {
  window->show();
  window->raise();
  window->activateWindow();
}

} // namespace

ModelCommands::ModelCommands(const WindowParts &parts) : QObject(parts.window), parts_(parts) {
  Workspace *workspace = parts_.workspace;
  connect(workspace, &Workspace::modelReady, this, &ModelCommands::on_ready);
  connect(workspace, &Workspace::modelLoading, parts_.status, &StatusArea::setModelLoading);
  connect(workspace, &Workspace::modelRefused, this, &ModelCommands::on_refused);
  connect(workspace, &Workspace::modelFailed, this, &ModelCommands::on_failed);
  connect(parts_.menus, &Menus::modelsWanted, this, &ModelCommands::refresh);
  connect(parts_.menus, &Menus::useModel, this, [this](const QString &bundle) {
    if (bundle != from_path(model_.folder.filename()))
      use(bundle);
  });
  const Actions &a = *parts_.actions;
  connect(a.models, &QAction::triggered, this, &ModelCommands::showModels);
  connect(a.compare, &QAction::triggered, this, &ModelCommands::showCompare);
  connect(a.robustness, &QAction::triggered, this, &ModelCommands::showRobustness);
  connect(a.reliability, &QAction::triggered, this, &ModelCommands::showReliability);
  refresh();
}

void ModelCommands::use(const QString &bundle) {
  chosen_ = true;
  parts_.workspace->useModel(bundle);
}

void ModelCommands::on_ready(const ModelInfo &info) {
  const bool another = !model_.id.empty() && model_.id != info.id;
  model_ = info;
  parts_.reading->setUnavailable({});
  parts_.status->setModel(info);
  if (models_)
    models_->setModelInUse(info.folder);
  if (std::exchange(chosen_, false))
    remember_model(from_path(info.folder.filename()));
  if (another)
    parts_.window->statusBar()->showMessage(
        tr("Reading with %1 from now on").arg(QString::fromStdString(info.id)), 4000);
  refresh();
}

void ModelCommands::on_refused(const Error &error) {
  chosen_ = false;
  parts_.status->setModelKept();
  if (models_ && models_->isVisible())
    models_->switchFailed(error);
  else
    parts_.messages->add(error);
  refresh();
}

void ModelCommands::on_failed(const Error &error) {
  chosen_ = false;
  parts_.status->setModelMissing();
  parts_.messages->add(error);
  parts_.reading->setUnavailable(tr("No model is loaded, so posts can be looked at but not read."));
  refresh();
}

void ModelCommands::refresh() {
  // Folders may have come or gone since the menu was last open.
  const QStringList bundles = installed_models();
  const QString current = from_path(model_.folder.filename());
  parts_.menus->setModels(bundles, current);
  parts_.batch->setModels(bundles, current.isEmpty() ? first_model({}) : current);
  retranslate();
}

void ModelCommands::retranslate() {
  const QString id = QString::fromStdString(model_.id);
  offer_figures(parts_.actions->robustness, robustness_file(model_.folder),
                tr("How well %1 reads posts that lack their image or their text").arg(id),
                tr("%1 comes without robustness figures (robustness.csv)").arg(id));
  offer_figures(parts_.actions->reliability, reliability_file(model_.folder),
                tr("Whether %1 is as often right as it says it is sure").arg(id),
                tr("%1 comes without reliability figures (reliability.csv)").arg(id));
}

// A window of figures is for models that come with them.
void ModelCommands::offer_figures(QAction *action, const std::filesystem::path &file,
                                  const QString &with, const QString &without) const {
  std::error_code ignored;
  const bool has = !model_.folder.empty() && std::filesystem::is_regular_file(file, ignored);
  action->setEnabled(has);
  const QString keys = action->shortcut().toString(QKeySequence::NativeText);
  action->setToolTip(has                     ? QStringLiteral("%1 (%2)").arg(with, keys)
                     : model_.folder.empty() ? tr("No model is loaded")
                                             : without);
}

void ModelCommands::showModels() {
  if (!models_) {
    models_ = new ModelsDialog(parts_.window);
    models_->setModelInUse(model_.folder);
    connect(models_, &ModelsDialog::useRequested, this, &ModelCommands::use);
  }
  bring_to_front(models_);
}

CompareDialog *ModelCommands::showCompare() {
  auto *dialog = parts_.window->findChild<CompareDialog *>();
  if (!dialog) {
    Workspace *workspace = parts_.workspace;
    dialog = new CompareDialog(workspace->session(), workspace->items(), workspace->service(),
                               parts_.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
  }
  bring_to_front(dialog);
  return dialog;
}

void ModelCommands::showRobustness() {
  auto curves = read_robustness(robustness_file(model_.folder));
  if (!curves.ok()) {
    parts_.messages->add(curves.error());
    return;
  }
  auto *dialog =
      new RobustnessDialog(QString::fromStdString(model_.id), std::move(*curves), parts_.window);
  connect(dialog, &RobustnessDialog::failed, parts_.messages, &MessageBar::add);
  dialog->show();
}

void ModelCommands::showReliability() {
  auto curves = read_reliability(reliability_file(model_.folder));
  if (!curves.ok()) {
    parts_.messages->add(curves.error());
    return;
  }
  auto *dialog =
      new ReliabilityDialog(QString::fromStdString(model_.id), std::move(*curves), parts_.window);
  connect(dialog, &ReliabilityDialog::failed, parts_.messages, &MessageBar::add);
  dialog->show();
}

} // namespace affect::ui
