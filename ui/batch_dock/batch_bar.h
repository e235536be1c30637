#pragma once

#include "batch_dock/batch_controller.h"

#include <QWidget>

class QActionGroup;
class QComboBox;
class QMenu;
class QProgressBar;
class QToolButton;

namespace affect::ui {

class ElidedLabel;

enum class BatchReport { csv, jsonl, html, charts };

/// How far the run is, and what can be done with it, in one line.
class BatchBar : public QWidget {
  Q_OBJECT
public:
  explicit BatchBar(BatchController *controller, QWidget *parent = nullptr);

  QString status() const;
  bool byteOrderMark() const;
  bool chartsShown() const;
  void setChartsShown(bool shown);
  void refresh();

Q_SIGNALS:
  void filterChanged(affect::ItemFilter filter);
  void modelChanged(int model);
  void chartsToggled(bool shown);
  void reportRequested(affect::ui::BatchReport report);
  void newRequested();

protected:
  void changeEvent(QEvent *event) override;
  void resizeEvent(QResizeEvent *event) override;

private:
  void build_buttons();
  void build_reports();
  void go_or_pause();
  void refresh_filter();
  void refresh_models();
  QString status_of_run() const;
  QString status_of_journal() const;
  void retranslate();

  BatchController *controller_;
  ElidedLabel *status_;
  QProgressBar *progress_;
  QComboBox *filter_, *model_;
  QToolButton *pause_, *stop_, *retry_, *export_, *charts_, *new_, *writing_;
  QMenu *reports_;
  QAction *csv_, *jsonl_, *html_, *charts_picture_, *mark_;
};

} // namespace affect::ui
