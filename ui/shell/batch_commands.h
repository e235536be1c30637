#pragma once

#include "batch_dock/run_jobs.h"
#include "shell/window_parts.h"

#include <QObject>

class QDockWidget;

namespace affect::ui {

class BatchController;
class RunRow;

/// Batches in the window: the controller that runs them, the dock's commands and title, and the
/// offer to go on with a run that was interrupted.
class BatchCommands : public QObject {
  Q_OBJECT
public:
  /// Makes the controller, its panel and the offer; connectTo() once the window has them.
  explicit BatchCommands(QObject *parent);
  void connectTo(const WindowParts &parts, QDockWidget *dock);

  BatchController *controller() const { return controller_; }
  BatchPanel *panel() const { return panel_; }
  RunRow *offer() const { return offer_; } ///< hidden where there is nothing to go on with
  void show();
  void retranslate();

private:
  void connect_offer();
  void offer_run(const EarlierRuns &runs);

  BatchController *controller_;
  BatchPanel *panel_;
  RunRow *offer_;
  QDockWidget *dock_ = nullptr;
  bool offered_ = false; ///< the runs that were interrupted before this start
};

} // namespace affect::ui
