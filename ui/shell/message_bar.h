#pragma once

#include "base/error.h"

#include <QFrame>

#include <vector>

class QLabel;
class QListWidget;
class QToolButton;

namespace affect::ui {

/// Errors in a bar above the Stage, never in a dialog: one is said in full, several are counted and
/// can be unfolded.
class MessageBar : public QFrame {
  Q_OBJECT
public:
  explicit MessageBar(QWidget *parent = nullptr);

  void add(const Error &error);
  void clear();
  int count() const { return static_cast<int>(errors_.size()); }
  QString headline() const;
  bool expanded() const;
  void setExpanded(bool expanded);

protected:
  void changeEvent(QEvent *event) override;
  void keyPressEvent(QKeyEvent *event) override;

private:
  void refresh();
  void copy() const;
  QString line_of(const Error &error) const;

  std::vector<Error> errors_;
  QLabel *icon_, *headline_;
  QToolButton *details_, *copy_, *close_;
  QListWidget *list_;
};

} // namespace affect::ui
