#pragma once

#include "compare/compare_table.h"
#include "compare/comparison.h"
#include "engine/post_session.h"

#include <QDialog>
#include <QTimer>

class QLabel;
class QProgressBar;
class QPushButton;
class QTableWidget;
class QTableWidgetItem;

namespace affect::ui {

class ElidedLabel;
class ItemModel;

/// The opened post, as it is tried out under What if, through every installed model side by side.
/// Stays open beside the window and follows it.
class CompareDialog : public QDialog {
  Q_OBJECT
public:
  CompareDialog(PostSession *session, const ItemModel *items, ReadingService *service,
                QWidget *parent = nullptr);

  Comparison *comparison() { return &comparison_; }
  QTableWidget *table() const { return table_; }

protected:
  void changeEvent(QEvent *event) override;
  void keyPressEvent(QKeyEvent *event) override;

private:
  void build();
  void build_table();
  void follow();
  void begin();
  void refresh();
  void fill_table();
  void describe_header(QTableWidgetItem &header, const ComparedModel &model) const;
  void fill_row(int at, const CompareRow &row);
  void refresh_legend(const std::vector<CompareRow> &rows);
  void refresh_progress();
  void retranslate();
  void copy(const QString &text, const QString &said);
  QString what_is_compared() const;

  PostSession *session_;
  const ItemModel *items_;
  Comparison comparison_;
  QTimer settle_; // no comparison starts while the user types
  PostPtr compared_post_;
  WhatIf compared_what_if_;
  ElidedLabel *title_;
  QLabel *notice_, *legend_, *state_;
  QTableWidget *table_ = nullptr;
  QProgressBar *progress_;
  QPushButton *cancel_, *again_, *copy_text_, *copy_csv_, *close_;
};

} // namespace affect::ui
