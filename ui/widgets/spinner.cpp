#include "widgets/spinner.h"

#include "theme/colours.h"

#include <QPainter>

namespace affect::ui {

Spinner::Spinner(QWidget *parent) : QWidget(parent) {
  setFixedSize(sizeHint());
  timer_.setInterval(50);
  delay_.setInterval(200);
  delay_.setSingleShot(true);
  connect(&timer_, &QTimer::timeout, this, [this] {
    step_ = (step_ + 1) % 24;
    update();
  });
  connect(&delay_, &QTimer::timeout, this, [this] { timer_.start(); });
}

void Spinner::setRunning(bool running) {
  if (running) {
    if (!timer_.isActive() && !delay_.isActive())
      delay_.start();
    return;
  }
  delay_.stop();
  timer_.stop();
  update();
}

QSize Spinner::sizeHint() const {
  const int side = fontMetrics().height();
  return {side, side};
}

void Spinner::paintEvent(QPaintEvent *) {
  if (!timer_.isActive())
    return;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(colours().accent, 2, Qt::SolidLine, Qt::RoundCap));
  painter.drawArc(QRectF(rect()).adjusted(2.5, 2.5, -2.5, -2.5), -step_ * 15 * 16, 260 * 16);
}

} // namespace affect::ui
