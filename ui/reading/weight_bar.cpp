#include "reading/weight_bar.h"

#include "reading/bar_mark.h"
#include "theme/colours.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>

namespace affect::ui {
namespace {

constexpr int gap = 8;

QString weight_text(double weight) { return QString::number(weight, 'f', 2); }

} // namespace

WeightBar::WeightBar(QWidget *parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  describe();
}

void WeightBar::setWeight(double now, std::optional<double> before) {
  now_ = std::clamp(now, 0.0, 1.0);
  before_ = before;
  describe();
  update();
}

QSize WeightBar::sizeHint() const { return {260, fontMetrics().height() + 4}; }

QSize WeightBar::minimumSizeHint() const { return {120, sizeHint().height()}; }

void WeightBar::paintEvent(QPaintEvent *) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QFontMetrics metrics = fontMetrics();
  const QString name = tr("Weight");
  const int name_width = metrics.horizontalAdvance(name);
  const int number_width = metrics.horizontalAdvance(weight_text(0));
  const int delta_width = before_ ? metrics.horizontalAdvance(QStringLiteral("+0.00")) + gap : 0;
  painter.setPen(colours().muted);
  painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeft, name);
  painter.setPen(colours().text);
  painter.drawText(rect().adjusted(0, 0, -delta_width, 0), Qt::AlignVCenter | Qt::AlignRight,
                   weight_text(now_));
  const double left = name_width + gap;
  const QRectF groove(left, height() / 2.0 - 4,
                      std::max(width() - left - number_width - delta_width - gap, 8.0), 8);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colours().raised);
  painter.drawRoundedRect(groove, 3, 3);
  if (now_ > 0) {
    painter.setBrush(colours().accent);
    painter.drawRoundedRect(
        QRectF(groove.topLeft(), QSizeF(std::max(3.0, groove.width() * now_), groove.height())), 3,
        3);
  }
  if (before_) {
    paint_mark(painter, groove.x() + groove.width() * std::clamp(*before_, 0.0, 1.0),
               groove.top() - 3, groove.bottom() + 3);
    painter.setPen(colours().muted);
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignRight, signed_number(now_ - *before_));
  }
}

void WeightBar::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange) {
    describe();
    update();
  }
  QWidget::changeEvent(event);
}

void WeightBar::describe() {
  setAccessibleName(tr("Weight"));
  setAccessibleDescription(before_ ? tr("%1, was %2").arg(weight_text(now_), weight_text(*before_))
                                   : weight_text(now_));
  const QString tip = tr("How much this part counted for the result; the weights sum to 1");
  setToolTip(before_ ? tip + u'\n' + tr("Mark: the post as it is, with the difference") : tip);
}

} // namespace affect::ui
