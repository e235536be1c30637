// The Batch dock, and the offer to go on with a run that was interrupted.
#include "batch_dock/batch_controller.h"
#include "batch_dock/batch_panel.h"
#include "batch_dock/batch_table.h"
#include "batch_dock/run_row.h"
#include "service/model_choice.h"
#include "shell/actions.h"
#include "shell/main_window.h"
#include "shell/message_bar.h"
#include "stage/stage.h"
#include "widgets/paths.h"

#include <QApplication>
#include <QDockWidget>
#include <QStackedWidget>

#include <algorithm>

namespace affect::ui {

void MainWindow::build_batch() {
  batch_ = new BatchController(this);
  batch_panel_ = new BatchPanel(batch_);
  batch_dock_ = dock(batch_panel_, "batch_dock", Qt::BottomDockWidgetArea);
  batch_dock_->toggleViewAction()->setShortcut(QKeySequence(QStringLiteral("Ctrl+J")));
  batch_dock_->hide(); // until it is wanted
  offer_ = new RunRow;
  offer_->setOffer(true);
  offer_->hide();
}

void MainWindow::connect_batch() {
  connect(actions_->analyse_folder, &QAction::triggered, this, [this] {
    showBatch();
    batch_panel_->chooseFolder();
  });
  connect(actions_->go_batch, &QAction::triggered, this, &MainWindow::showBatch);
  connect(batch_dock_, &QDockWidget::visibilityChanged, this, [this](bool visible) {
    if (visible && isVisible())
      QMetaObject::invokeMethod(this, &MainWindow::fit_batch_dock, Qt::QueuedConnection);
  });
  connect(batch_panel_, &BatchPanel::titleChanged, this, &MainWindow::refresh_batch);
  connect(batch_panel_, &BatchPanel::openRequested, this,
          [this](const PostSource &source) { workspace_->importer()->openSource(source); });
  connect(batch_, &BatchController::failed, this, [this](const Error &error) {
    if (!batch_panel_->isVisible()) // where the dock says it itself, once is enough
      messages_->add(error);
  });
  connect(batch_, &BatchController::earlierListed, this, &MainWindow::offer_run);
  connect(offer_, &RunRow::goOn, this, [this](const std::filesystem::path &journal) {
    offer_->hide();
    showBatch();
    batch_->goOn(journal);
  });
  connect(offer_, &RunRow::open, this, [this](const std::filesystem::path &journal) {
    offer_->hide();
    showBatch();
    batch_->open(journal);
  });
  connect(offer_, &RunRow::discard, this, [this](const std::filesystem::path &journal) {
    batch_panel_->confirmDiscard(journal, name_of_inputs(offer_->run().inputs));
  });
  connect(offer_, &RunRow::closed, offer_, &QWidget::hide);
  batch_->listEarlier();
}

// What was interrupted before this start is offered once; later it is found in the dock.
void MainWindow::offer_run(const EarlierRuns &runs) {
  const auto is_offered = [this](const EarlierRun &run) {
    return run.journal == offer_->run().journal;
  };
  if (offer_->isVisible() && std::none_of(runs.begin(), runs.end(), is_offered))
    offer_->hide(); // it was discarded
  if (std::exchange(offered_, true) || batch_->busy())
    return;
  const auto left =
      std::find_if(runs.begin(), runs.end(), [](const EarlierRun &run) { return !run.finished(); });
  if (left == runs.end())
    return;
  offer_->setRun(*left);
  offer_->show();
}

// The first time the dock takes what it needs, and of a low window not more than a third.
void MainWindow::fit_batch_dock() {
  if (!std::exchange(batch_fitted_, true) && !batch_dock_->isFloating())
    resizeDocks({batch_dock_}, {std::min(250, height() * 3 / 10)}, Qt::Vertical);
  QMetaObject::invokeMethod(this, &MainWindow::fit_batch_height, Qt::QueuedConnection);
}

// As fit_docks() from side to side: the Stage scrolls only where the dock has nothing left to give.
void MainWindow::fit_batch_height() {
  const Qt::DockWidgetArea area = dockWidgetArea(batch_dock_);
  if (batch_dock_->isHidden() || batch_dock_->isFloating() ||
      (area != Qt::BottomDockWidgetArea && area != Qt::TopDockWidgetArea))
    return;
  const int least_stage = stage_->minimumSizeHint().height(), dock = batch_dock_->height();
  if (centre_->height() < least_stage && lowered_from_ == 0)
    lowered_from_ = dock;
  if (lowered_from_ == 0)
    return;
  const int least = batch_dock_->minimumSizeHint().height();
  const int wanted =
      std::clamp(centre_->height() + dock - least_stage, least, std::max(least, lowered_from_));
  resizeDocks({batch_dock_}, {wanted}, Qt::Vertical);
  if (wanted >= lowered_from_)
    lowered_from_ = 0;
}

void MainWindow::showBatch() {
  batch_dock_->show();
  batch_dock_->raise();
  if (batch_panel_->isSetup())
    batch_panel_->setFocus(Qt::ShortcutFocusReason);
  else
    batch_panel_->table()->setFocus(Qt::ShortcutFocusReason);
}

void MainWindow::refresh_batch() {
  const QString title = batch_panel_->title();
  if (batch_dock_->windowTitle() != title)
    batch_dock_->setWindowTitle(title);
  batch_dock_->toggleViewAction()->setText(tr("Batch"));
}

} // namespace affect::ui
