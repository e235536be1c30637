#include "reading/polarity_bars.h"

#include "reading/bar_mark.h"
#include "theme/colours.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>

namespace affect::ui {
namespace {

constexpr Polarity from_positive[] = {Polarity::positive, Polarity::neutral, Polarity::negative};

QString exact_percent(double probability) {
  return QStringLiteral("%1\u202f%").arg(QString::number(probability * 100.0, 'f', 1));
}

} // namespace

PolarityBars::PolarityBars(QWidget *parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  describe();
}

void PolarityBars::setProbabilities(const PolarityProbabilities &now,
                                    const std::optional<PolarityProbabilities> &before) {
  now_ = now;
  before_ = before;
  describe();
  update();
}

QSize PolarityBars::sizeHint() const { return {260, 3 * (fontMetrics().height() + 8)}; }

QSize PolarityBars::minimumSizeHint() const { return {150, sizeHint().height()}; }

void PolarityBars::paintEvent(QPaintEvent *) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QFontMetrics metrics = fontMetrics();
  const int row_height = metrics.height() + 8, gap = 8;
  int name_width = 0;
  for (Polarity polarity : from_positive)
    name_width = std::max(name_width, metrics.horizontalAdvance(label_of(polarity)));
  const int sign_width = metrics.horizontalAdvance(QStringLiteral("+")) + 4;
  const int number_width = metrics.horizontalAdvance(exact_percent(1.0));
  const int delta_width = before_ ? metrics.horizontalAdvance(QStringLiteral("+00.0")) + gap : 0;
  const QRect bars(sign_width + name_width + gap, 0,
                   width() - sign_width - name_width - number_width - delta_width - 2 * gap, 0);

  int y = 0;
  for (Polarity polarity : from_positive) {
    const auto index = static_cast<std::size_t>(polarity);
    const double value = static_cast<double>(now_[index]);
    const QRect line(0, y, width(), row_height);
    const QRectF groove(bars.x(), y + row_height / 2.0 - 5, std::max(bars.width(), 8), 10);
    painter.setPen(colour_of(polarity));
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, sign_of(polarity));
    painter.setPen(colours().text);
    painter.drawText(line.adjusted(sign_width, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                     label_of(polarity));
    painter.drawText(line.adjusted(0, 0, -delta_width, 0), Qt::AlignVCenter | Qt::AlignRight,
                     exact_percent(value));
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours().raised);
    painter.drawRoundedRect(groove, 3, 3);
    painter.setBrush(colour_of(polarity));
    painter.drawRoundedRect(
        QRectF(groove.topLeft(), QSizeF(std::max(3.0, groove.width() * value), groove.height())), 3,
        3);
    if (before_) {
      const double was = static_cast<double>((*before_)[index]);
      paint_mark(painter, groove.x() + groove.width() * was, groove.top() - 3, groove.bottom() + 3);
      painter.setPen(colours().muted);
      painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight,
                       signed_number((value - was) * 100.0, 1));
    }
    y += row_height;
  }
}

void PolarityBars::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange) {
    describe();
    update();
  }
  QWidget::changeEvent(event);
}

void PolarityBars::describe() {
  QStringList parts;
  for (Polarity polarity : from_positive)
    parts << QStringLiteral("%1 %2").arg(
        label_of(polarity),
        exact_percent(static_cast<double>(now_[static_cast<std::size_t>(polarity)])));
  setAccessibleName(tr("Probabilities"));
  setAccessibleDescription(parts.join(QStringLiteral(", ")));
  setToolTip(
      before_ ? tr("Bars: as tried out. Marks: the post as it is, with the difference in points.")
              : tr("Probability of each polarity"));
}

ValenceGauge::ValenceGauge(QWidget *parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  setValence(0);
}

void ValenceGauge::setValence(double now, std::optional<double> before) {
  now_ = now;
  before_ = before;
  setAccessibleName(tr("Valence"));
  setAccessibleDescription(signed_number(now));
  setToolTip(tr("Valence: probability of positive minus probability of negative, from −1 to +1"));
  update();
}

QSize ValenceGauge::sizeHint() const { return {260, 16 + fontMetrics().height()}; }

QSize ValenceGauge::minimumSizeHint() const { return {120, sizeHint().height()}; }

void ValenceGauge::paintEvent(QPaintEvent *) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF line(7, 4, width() - 14, 6);
  const auto x_of = [&](double valence) {
    return line.x() + line.width() * (std::clamp(valence, -1.0, 1.0) + 1) / 2;
  };
  painter.setPen(Qt::NoPen);
  painter.setBrush(colours().raised);
  painter.drawRoundedRect(line, 3, 3);
  const QColor colour = colour_of(now_ > 0 ? Polarity::positive : Polarity::negative);
  painter.setBrush(colour);
  painter.drawRect(
      QRectF(QPointF(x_of(0), line.top()), QPointF(x_of(now_), line.bottom())).normalized());
  painter.setPen(QPen(colours().muted, 1));
  painter.drawLine(QPointF(x_of(0), line.top() - 3), QPointF(x_of(0), line.bottom() + 3));
  if (before_)
    paint_mark(painter, x_of(*before_), line.top() - 4, line.bottom() + 4);
  painter.setPen(QPen(colours().surface, 2));
  painter.setBrush(colour);
  painter.drawEllipse(QPointF(x_of(now_), line.center().y()), 6, 6);
  painter.setPen(colours().muted);
  const QRectF scale(0, line.bottom() + 5, width(), fontMetrics().height());
  painter.drawText(scale, Qt::AlignLeft, QStringLiteral("\u22121"));
  painter.drawText(scale, Qt::AlignHCenter, QStringLiteral("0"));
  painter.drawText(scale, Qt::AlignRight, QStringLiteral("+1"));
}

StackedBar::StackedBar(QWidget *parent) : QWidget(parent) {
  setFixedHeight(6);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void StackedBar::setProbabilities(const PolarityProbabilities &probabilities) {
  probabilities_ = probabilities;
  update();
}

void StackedBar::paintEvent(QPaintEvent *) {
  QPainter painter(this);
  double x = 0;
  for (Polarity polarity : {Polarity::negative, Polarity::neutral, Polarity::positive}) {
    const double part =
        static_cast<double>(probabilities_[static_cast<std::size_t>(polarity)]) * width();
    painter.fillRect(QRectF(x, 0, std::max(0.0, part - 1), height()), colour_of(polarity));
    x += part;
  }
}

} // namespace affect::ui
