#pragma once

#include "batch_dock/batch_bar.h"
#include "sources/post.h"

#include <QSettings>
#include <QWidget>

class QSplitter;
class QStackedWidget;

namespace affect::ui {

class BatchSetup;
class BatchTable;
class DropZone;
class Notice;
class SummaryCharts;

/// The Batch dock: whole folders are analysed here, in the background, and looked through.
class BatchPanel : public QWidget {
  Q_OBJECT
public:
  explicit BatchPanel(BatchController *controller, QWidget *parent = nullptr);

  /// Asks for a folder to analyse.
  void chooseFolder();
  void addInputs(const QStringList &paths);
  void setModels(const QStringList &bundles, const QString &current);
  /// Asks before it is gone.
  void confirmDiscard(const std::filesystem::path &journal, const QString &name);
  /// "Batch", and what is open in it.
  QString title() const;

  BatchController *controller() const { return controller_; }
  BatchSetup *setup() const { return setup_; }
  BatchBar *bar() const { return bar_; }
  BatchTable *table() const { return table_; }
  SummaryCharts *charts() const { return charts_; }
  Notice *notice() const { return notice_; }
  bool isSetup() const; ///< nothing is open

  void save(QSettings &settings) const;
  void restore(const QSettings &settings);
  QSize sizeHint() const override { return {900, 250}; }
  QSize minimumSizeHint() const override { return {320, 100}; }

Q_SIGNALS:
  void openRequested(const affect::PostSource &source);
  void titleChanged();

protected:
  void changeEvent(QEvent *event) override;
  void showEvent(QShowEvent *event) override;
  void resizeEvent(QResizeEvent *event) override;

private:
  void build();
  void connect_controller();
  void refresh();
  void refresh_charts();
  void save_report(BatchReport kind);
  QString ask_file(BatchReport kind);
  void retranslate();

  BatchController *controller_;
  Notice *notice_;
  QStackedWidget *pages_;
  BatchSetup *setup_;
  BatchBar *bar_;
  BatchTable *table_;
  SummaryCharts *charts_;
  QSplitter *splitter_;
  DropZone *drops_;
  bool charts_chosen_ = false; ///< by the user: the width does not decide any more
};

} // namespace affect::ui
