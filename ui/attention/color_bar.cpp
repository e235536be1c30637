#include "attention/color_bar.h"

#include "theme/colours.h"

#include <QEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace affect::ui {
namespace {

constexpr int usual_width = 180, least_width = 90, bar_height = 12, above = 6, beside = 4;

QString number(double value) { return QString::number(value, 'f', 3); }

} // namespace

ColorBar::ColorBar(QWidget *parent) : QWidget(parent) {
  setMaximumWidth(usual_width + 2 * beside);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  describe();
}

void ColorBar::setScale(double most, double even) {
  most_ = most;
  even_ = even;
  describe();
  update();
}

void ColorBar::setColormap(Colormap colormap) {
  colormap_ = colormap;
  update();
}

void ColorBar::setThreshold(double share) {
  threshold_ = share;
  update();
}

void ColorBar::setMarked(double value) {
  marked_ = value;
  update();
}

QSize ColorBar::sizeHint() const {
  return {usual_width + 2 * beside, above + bar_height + 3 + fontMetrics().height()};
}

QSize ColorBar::minimumSizeHint() const { return {least_width, sizeHint().height()}; }

void ColorBar::paintEvent(QPaintEvent *) {
  QPainter painter(this);
  if (!isEnabled())
    painter.setOpacity(0.35);
  const QRect bar(1, above, width() - 2 * beside, bar_height);
  for (int x = 0; x < bar.width(); ++x) {
    const double value = static_cast<double>(x) / (bar.width() - 1);
    const auto rgb = colormap_at(colormap_, value);
    painter.fillRect(bar.x() + x, bar.y(), 1, bar.height(),
                     value < threshold_ ? colours().raised : QColor(rgb[0], rgb[1], rgb[2]));
  }
  if (threshold_ > 0) // what stays clear is hatched, not only pale
    painter.fillRect(
        QRect(bar.topLeft(), QSize(static_cast<int>(threshold_ * bar.width()), bar.height())),
        QBrush(colours().muted, Qt::BDiagPattern));
  painter.setPen(colours().border);
  painter.drawRect(bar.adjusted(-1, -1, 0, 0));

  const auto place = [&](double value) {
    return bar.x() + static_cast<int>(std::clamp(value / most_, 0.0, 1.0) * (bar.width() - 1));
  };
  painter.setPen(colours().muted);
  const int baseline = bar.bottom() + 3 + fontMetrics().ascent();
  painter.drawText(bar.x(), baseline, QStringLiteral("0"));
  if (most_ <= 0)
    return;
  const QString top = number(most_);
  const int top_x = bar.right() - fontMetrics().horizontalAdvance(top);
  painter.drawText(top_x, baseline, top);
  if (even_ > 0 && even_ < most_) {
    const int x = place(even_);
    painter.drawLine(x, bar.bottom() + 1, x, bar.bottom() + 4);
    const QString even = tr("even");
    const int width = fontMetrics().horizontalAdvance(even);
    const int text_x = x - width / 2;
    if (text_x > bar.x() + 12 && text_x + width < top_x - 6)
      painter.drawText(text_x, baseline, even);
  }
  if (marked_ >= 0) {
    const int x = place(marked_);
    QPainterPath arrow;
    arrow.moveTo(std::max(x - 5, 0), 0);
    arrow.lineTo(x + 5, 0);
    arrow.lineTo(x, above);
    arrow.closeSubpath();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(arrow, colours().text);
    painter.setPen(QPen(colours().text, 1));
    painter.drawLine(x, bar.top(), x, bar.bottom());
  }
}

void ColorBar::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange)
    describe();
  QWidget::changeEvent(event);
}

void ColorBar::describe() {
  setAccessibleName(tr("Scale of the overlay"));
  const QString scale = tr("From 0 to %1; %2 is what each region would get if none were preferred")
                            .arg(number(most_), number(even_));
  setAccessibleDescription(scale);
  setToolTip(scale);
}

} // namespace affect::ui
