#pragma once

#include <QTimer>
#include <QWidget>

namespace affect::ui {

/// A small turning arc that says something is under way. Takes no time while it is hidden.
class Spinner : public QWidget {
  Q_OBJECT
public:
  explicit Spinner(QWidget *parent = nullptr);
  void setRunning(bool running);
  QSize sizeHint() const override;

protected:
  void paintEvent(QPaintEvent *event) override;

private:
  QTimer timer_;
  QTimer delay_; // what ends at once shows nothing
  int step_ = 0;
};

} // namespace affect::ui
