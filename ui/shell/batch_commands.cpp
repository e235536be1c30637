#include "shell/batch_commands.h"

#include "batch_dock/batch_controller.h"
#include "batch_dock/batch_panel.h"
#include "batch_dock/batch_table.h"
#include "batch_dock/run_row.h"
#include "engine/workspace.h"
#include "shell/actions.h"
#include "shell/message_bar.h"

#include <QDockWidget>

#include <algorithm>
#include <utility>

namespace affect::ui {

BatchCommands::BatchCommands(QObject *parent) : QObject(parent) {
  controller_ = new BatchController(this);
  panel_ = new BatchPanel(controller_);
  offer_ = new RunRow;
  offer_->setOffer(true);
  offer_->hide();
}

void BatchCommands::connectTo(const WindowParts &parts, QDockWidget *dock) {
  dock_ = dock;
  connect(parts.actions->analyse_folder, &QAction::triggered, this, [this] {
    show();
    panel_->chooseFolder();
  });
  connect(parts.actions->go_batch, &QAction::triggered, this, &BatchCommands::show);
  connect(panel_, &BatchPanel::titleChanged, this, &BatchCommands::retranslate);
  connect(panel_, &BatchPanel::openRequested, parts.workspace->importer(), &Importer::openSource);
  connect(controller_, &BatchController::failed, this,
          [this, messages = parts.messages](const Error &error) {
            if (!panel_->isVisible()) // where the dock says it itself, once is enough
              messages->add(error);
          });
  connect_offer();
  controller_->listEarlier();
}

void BatchCommands::connect_offer() {
  connect(controller_, &BatchController::earlierListed, this, &BatchCommands::offer_run);
  connect(offer_, &RunRow::resumeRequested, this, [this](const std::filesystem::path &journal) {
    offer_->hide();
    show();
    controller_->resumeRun(journal);
  });
  connect(offer_, &RunRow::open, this, [this](const std::filesystem::path &journal) {
    offer_->hide();
    show();
    controller_->open(journal);
  });
  connect(offer_, &RunRow::discard, this, [this](const std::filesystem::path &journal) {
    panel_->confirmDiscard(journal, name_of_inputs(offer_->run().inputs));
  });
  connect(offer_, &RunRow::closed, offer_, &QWidget::hide);
}

// What was interrupted before this start is offered once; later it is found in the dock.
void BatchCommands::offer_run(const EarlierRuns &runs) {
  const auto is_offered = [this](const EarlierRun &run) {
    return run.journal == offer_->run().journal;
  };
  if (offer_->isVisible() && std::none_of(runs.begin(), runs.end(), is_offered))
    offer_->hide(); // it was discarded
  if (std::exchange(offered_, true) || controller_->busy())
    return;
  const auto interrupted =
      std::find_if(runs.begin(), runs.end(), [](const EarlierRun &run) { return !run.finished(); });
  if (interrupted == runs.end())
    return;
  offer_->setRun(*interrupted);
  offer_->show();
}

void BatchCommands::show() {
  dock_->show();
  dock_->raise();
  if (panel_->isSetup())
    panel_->setFocus(Qt::ShortcutFocusReason);
  else
    panel_->table()->setFocus(Qt::ShortcutFocusReason);
}

void BatchCommands::retranslate() {
  const QString title = panel_->title();
  if (dock_->windowTitle() != title)
    dock_->setWindowTitle(title);
  dock_->toggleViewAction()->setText(tr("Batch"));
}

} // namespace affect::ui
