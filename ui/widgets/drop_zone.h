#pragma once

#include "widgets/incoming.h"

#include <QWidget>

namespace affect::ui {

/// Takes drops anywhere in a window and shows, while something is dragged over it, that they are
/// welcome.
class DropZone : public QWidget {
  Q_OBJECT
public:
  explicit DropZone(QWidget *window);
  /// Another top-level widget (a floating dock) that takes drops as well.
  void watch(QWidget *widget);
  /// What is shown meanwhile; empty: that it will be opened.
  void setCaption(const QString &caption) { caption_ = caption; }

Q_SIGNALS:
  void dropped(const affect::ui::Incoming &incoming);

protected:
  bool eventFilter(QObject *watched, QEvent *event) override;
  void paintEvent(QPaintEvent *event) override;

private:
  QString caption_;
};

} // namespace affect::ui
