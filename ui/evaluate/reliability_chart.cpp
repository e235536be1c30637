#include "evaluate/reliability_chart.h"

#include "theme/colours.h"
#include "widgets/save_drawing.h"

#include <QCoreApplication>
#include <QEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace affect::ui {
namespace {

struct Reliability {
  Q_DECLARE_TR_FUNCTIONS(Reliability)
};

constexpr double reach = 16; // pixels at which a point answers the pointer
constexpr int gap = 8, sample_width = 26, marker = 4;
constexpr double share_of_counts = 0.17; // of the height
constexpr int ticks = 5;

// The last is what the model does; what it would do without its temperature stands back.
QColor colour_of(std::size_t which, std::size_t count) {
  return which + 1 == count ? colours().accent : colours().warning;
}

void paint_marker(QPainter &painter, const QPointF &at, bool last, const QColor &colour,
                  double size) {
  painter.setPen(QPen(colours().surface, 1));
  painter.setBrush(colour);
  if (last)
    painter.drawEllipse(at, size, size);
  else
    painter.drawRect(QRectF(at.x() - size, at.y() - size, 2 * size, 2 * size));
}

QString percent_text(double value) {
  return QStringLiteral("%1\u202f%").arg(QString::number(value * 100, 'f', 1));
}

QPen line_pen(const QColor &colour, bool last) {
  return {colour, 2, last ? Qt::SolidLine : Qt::DashLine};
}

} // namespace

QString label_of(const ReliabilityCurve &curve) {
  return Reliability::tr("At temperature %1")
      .arg(QString::number(curve.temperature, 'f', curve.temperature == 1 ? 0 : 2));
}

ReliabilityChart::ReliabilityChart(QWidget *parent) : QWidget(parent) {
  setObjectName(QStringLiteral("reliability_chart"));
  setMouseTracking(true);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  describe();
}

void ReliabilityChart::setCurves(std::vector<ReliabilityCurve> curves) {
  curves_ = std::move(curves);
  hovered_ = {};
  describe();
  update();
}

QRectF ReliabilityChart::counts() const {
  const double line = fontMetrics().height(),
               left = fontMetrics().horizontalAdvance(QStringLiteral("100 %")) + line + 14;
  const double bottom = height() - 2 * line - 10, tall = (height() - 4 * line) * share_of_counts;
  return {left, bottom - tall, width() - left - 14, tall};
}

QRectF ReliabilityChart::plot() const {
  const QRectF below = counts();
  const double top = fontMetrics().height() + 10;
  return {below.left(), top, below.width(), std::max(below.top() - gap - top, 10.0)};
}

QPointF ReliabilityChart::positionOf(std::size_t curve, std::size_t bin) const {
  const ReliabilityBin &one = curves_[curve].bins[bin];
  const QRectF area = plot();
  return {area.left() + one.confidence * area.width(),
          area.bottom() - one.accuracy * area.height()};
}

void ReliabilityChart::paintEvent(QPaintEvent *) {
  QPainter painter(this);
  painter.fillRect(rect(), colours().surface);
  paint(painter);
}

void ReliabilityChart::paint(QPainter &painter) const {
  painter.setFont(font());
  painter.setRenderHint(QPainter::Antialiasing);
  paint_axes(painter);
  paint_counts(painter);
  for (std::size_t i = 0; i < curves_.size(); ++i)
    paint_curve(painter, i);
  paint_names(painter);
}

void ReliabilityChart::paint_axes(QPainter &painter) const {
  const QRectF area = plot(), below = counts();
  const QFontMetrics metrics(font());
  for (int i = 0; i <= ticks; ++i) {
    const double share = static_cast<double>(i) / ticks, x = area.left() + share * area.width(),
                 y = area.bottom() - share * area.height();
    const QString text = QStringLiteral("%1 %").arg(i * 100 / ticks);
    painter.setPen(colours().border);
    painter.drawLine(QPointF(x, area.top()), QPointF(x, below.bottom()));
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    painter.setPen(colours().muted);
    const int wide = metrics.horizontalAdvance(text);
    painter.drawText(QPointF(area.left() - wide - 6, y + metrics.ascent() / 2.0 - 1), text);
    painter.drawText(QPointF(std::min(x - wide / 2.0, width() - wide - 2.0),
                             below.bottom() + metrics.ascent() + 3),
                     text);
  }
  const QString sure = Reliability::tr("How sure (probability of the answer)"),
                right = Reliability::tr("How often right");
  painter.drawText(QPointF(area.center().x() - metrics.horizontalAdvance(sure) / 2.0,
                           below.bottom() + metrics.height() + metrics.ascent() + 5),
                   sure);
  painter.save();
  painter.translate(metrics.ascent() + 2,
                    area.center().y() + metrics.horizontalAdvance(right) / 2.0);
  painter.rotate(-90);
  painter.drawText(QPointF(0, 0), right);
  painter.restore();
  painter.setPen(QPen(colours().muted, 1, Qt::DotLine));
  painter.drawLine(area.bottomLeft(), area.topRight());
}

void ReliabilityChart::paint_counts(QPainter &painter) const {
  const QRectF strip = counts();
  std::int64_t most = 1;
  for (const ReliabilityCurve &curve : curves_)
    for (const ReliabilityBin &bin : curve.bins)
      most = std::max(most, bin.posts);
  for (std::size_t c = 0; c < curves_.size(); ++c)
    for (const ReliabilityBin &bin : curves_[c].bins) {
      // Side by side within the bin.
      const double wide = (bin.to - bin.from) * strip.width() / static_cast<double>(curves_.size());
      const double tall =
          static_cast<double>(bin.posts) / static_cast<double>(most) * strip.height();
      const double left = strip.left() + bin.from * strip.width() + static_cast<double>(c) * wide;
      painter.fillRect(QRectF(left + 1, strip.bottom() - tall, wide - 2, tall),
                       blended(colour_of(c, curves_.size()), colours().surface, 0.45));
    }
  painter.setPen(colours().muted);
  painter.drawLine(strip.bottomLeft(), strip.bottomRight());
  painter.drawText(strip.adjusted(6, 0, 0, 0), Qt::AlignLeft | Qt::AlignTop,
                   Reliability::tr("Posts"));
}

void ReliabilityChart::paint_curve(QPainter &painter, std::size_t which) const {
  const bool last = which + 1 == curves_.size();
  const QColor colour = colour_of(which, curves_.size());
  QPolygonF points;
  std::vector<std::size_t> bins;
  for (std::size_t b = 0; b < curves_[which].bins.size(); ++b)
    if (curves_[which].bins[b].posts > 0) {
      points << positionOf(which, b);
      bins.push_back(b);
    }
  painter.setPen(line_pen(colour, last));
  painter.setBrush(Qt::NoBrush);
  painter.drawPolyline(points);
  for (std::size_t i = 0; i < bins.size(); ++i) {
    const bool hovered =
        hovered_.curve == static_cast<int>(which) && hovered_.bin == static_cast<int>(bins[i]);
    paint_marker(painter, points[static_cast<qsizetype>(i)], last, colour,
                 hovered ? marker + 3 : marker);
  }
}

// In the corner above the diagonal: models are seldom less sure than they ought to be.
void ReliabilityChart::paint_names(QPainter &painter) const {
  const QFontMetrics metrics(font());
  double x = plot().left();
  const double y = metrics.height() / 2.0 + 3;
  for (std::size_t c = 0; c < curves_.size(); ++c) {
    const bool last = c + 1 == curves_.size();
    const QColor colour = colour_of(c, curves_.size());
    painter.setPen(line_pen(colour, last));
    painter.drawLine(QPointF(x, y), QPointF(x + sample_width, y));
    paint_marker(painter, {x + sample_width / 2.0, y}, last, colour, marker);
    painter.setPen(colours().text);
    const QString name = label_of(curves_[c]);
    painter.drawText(QPointF(x + sample_width + gap, y + metrics.ascent() / 2.0 - 1), name);
    x += sample_width + metrics.horizontalAdvance(name) + 3 * gap;
  }
}

ReliabilityChart::Nearest ReliabilityChart::nearest(const QPointF &position) const {
  Nearest best;
  double distance = reach;
  for (std::size_t c = 0; c < curves_.size(); ++c)
    for (std::size_t b = 0; b < curves_[c].bins.size(); ++b) {
      const QPointF away = positionOf(c, b) - position;
      if (const double d = std::hypot(away.x(), away.y());
          curves_[c].bins[b].posts > 0 && d < distance) {
        distance = d;
        best = {static_cast<int>(c), static_cast<int>(b)};
      }
    }
  return best;
}

QString ReliabilityChart::said_of(const Nearest &which) const {
  if (which.curve < 0)
    return {};
  const ReliabilityCurve &curve = curves_[static_cast<std::size_t>(which.curve)];
  const ReliabilityBin &bin = curve.bins[static_cast<std::size_t>(which.bin)];
  return Reliability::tr("%1\n%2 sure, right in %3 of %4 posts")
      .arg(label_of(curve), percent_text(bin.confidence), percent_text(bin.accuracy),
           QLocale().toString(static_cast<qlonglong>(bin.posts)));
}

QString ReliabilityChart::valueAt(const QPoint &position) const {
  return said_of(nearest(position));
}

void ReliabilityChart::mouseMoveEvent(QMouseEvent *event) {
  const Nearest now = nearest(event->position());
  if (now.curve == hovered_.curve && now.bin == hovered_.bin)
    return;
  hovered_ = now;
  update();
  if (now.curve < 0)
    QToolTip::hideText();
  else
    QToolTip::showText(event->globalPosition().toPoint(), said_of(now), this);
}

void ReliabilityChart::leaveEvent(QEvent *event) {
  hovered_ = {};
  update();
  QWidget::leaveEvent(event);
}

void ReliabilityChart::changeEvent(QEvent *event) {
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::LanguageChange) {
    describe();
    update();
  }
  QWidget::changeEvent(event);
}

void ReliabilityChart::describe() {
  setAccessibleName(Reliability::tr("Reliability diagram"));
  QStringList lines;
  for (std::size_t c = 0; c < curves_.size(); ++c)
    for (std::size_t b = 0; b < curves_[c].bins.size(); ++b)
      if (curves_[c].bins[b].posts > 0)
        lines << said_of({static_cast<int>(c), static_cast<int>(b)})
                     .replace(u'\n', QStringLiteral(": "));
  setAccessibleDescription(lines.join(u'\n'));
}

Result<void> ReliabilityChart::save(const QString &path, int scale) const {
  return save_drawing({size(), [this](QPainter &painter) { paint(painter); }, accessibleName(),
                       accessibleDescription()},
                      path, scale);
}

} // namespace affect::ui
