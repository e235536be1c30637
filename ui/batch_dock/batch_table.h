#pragma once

#include "batch_dock/journal_model.h"

#include <QTableView>

namespace affect::ui {

/// The items of a run: Enter or a double click opens one on the Stage, a menu has the rest.
class BatchTable : public QTableView {
  Q_OBJECT
public:
  explicit BatchTable(JournalModel *model, QWidget *parent = nullptr);

  /// Whether "Retry failed" is to be had.
  void setRetryPossible(bool possible) { retry_possible_ = possible; }
  /// What is said in place of rows where there are none.
  void setPlaceholder(const QString &text);
  void copyRows() const;
  QSize minimumSizeHint() const override { return {200, 60}; }

Q_SIGNALS:
  void openRequested(const affect::PostSource &source);
  void retryRequested();

protected:
  void changeEvent(QEvent *event) override;
  void contextMenuEvent(QContextMenuEvent *event) override;
  void keyPressEvent(QKeyEvent *event) override;
  void paintEvent(QPaintEvent *event) override;

private:
  QList<int> chosen_rows() const; ///< a copy of more would be no help to anybody
  void open_row(const QModelIndex &index);
  void show_in_folder() const;
  void copy_path() const;
  void retranslate();

  JournalModel *model_;
  QString placeholder_;
  bool retry_possible_ = false;
};

} // namespace affect::ui
