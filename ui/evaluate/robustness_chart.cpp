#include "evaluate/robustness_chart.h"

#include "theme/colours.h"
#include "widgets/save_drawing.h"

#include <QCoreApplication>
#include <QMouseEvent>
#include <QToolTip>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace affect::ui {
namespace {

constexpr double reach = 18; // pixels at which a point answers the pointer
constexpr int sample_width = 26, name_gap = 6, marker = 4;

// Blue and orange of the theme: distinguishable with every common colour deficiency.
QColor colour_of_removed(Modality removed) {
  return removed == Modality::image ? colours().positive : colours().negative;
}

QPen pen_of(const RobustnessCurve &curve) {
  QPen pen(colour_of_removed(curve.removed), 2);
  const Qt::PenStyle styles[] = {Qt::SolidLine, Qt::DashLine, Qt::DotLine};
  pen.setStyle(styles[static_cast<int>(curve.filling)]);
  return pen;
}

void paint_marker(QPainter &painter, const QPointF &at, Modality removed, double size) {
  painter.setPen(QPen(colours().surface, 1));
  painter.setBrush(colour_of_removed(removed));
  if (removed == Modality::image)
    painter.drawEllipse(at, size, size);
  else
    painter.drawRect(QRectF(at.x() - size, at.y() - size, 2 * size, 2 * size));
}

QString percent_text(double value) {
  return QStringLiteral("%1\u202f%").arg(QString::number(value * 100, 'f', 1));
}

} // namespace

QString label_of(const RobustnessCurve &curve) {
  const QString removed = curve.removed == Modality::image
                              ? QCoreApplication::translate("Robustness", "Image removed")
                              : QCoreApplication::translate("Robustness", "Text removed");
  const QString fillings[] = {QCoreApplication::translate("Robustness", "translated"),
                              QCoreApplication::translate("Robustness", "zeros"),
                              QCoreApplication::translate("Robustness", "as the system does")};
  return QStringLiteral("%1, %2").arg(removed, fillings[static_cast<int>(curve.filling)]);
}

RobustnessChart::RobustnessChart(QWidget *parent) : QChartView(parent) {
  setObjectName(QStringLiteral("robustness_chart"));
  setMouseTracking(true);
  setFrameShape(QFrame::NoFrame);
  setRenderHint(QPainter::Antialiasing);
  setMinimumSize(420, 200);
  shares_ = new QValueAxis;
  values_ = new QValueAxis;
  chart()->addAxis(shares_, Qt::AlignBottom);
  chart()->addAxis(values_, Qt::AlignLeft);
  chart()->legend()->hide(); // names stand at the curves
  chart()->setBackgroundRoundness(0);
  build();
}

void RobustnessChart::setCurves(std::vector<RobustnessCurve> curves, RobustnessMetric metric) {
  curves_ = std::move(curves);
  metric_ = metric;
  build();
}

double RobustnessChart::value_of(const RobustnessPoint &point) const {
  return metric_ == RobustnessMetric::accuracy ? point.accuracy : point.weighted_f1;
}

void RobustnessChart::build() {
  hovered_ = {};
  chart()->removeAllSeries();
  series_.clear();
  double least = 1, most = 0;
  for (const RobustnessCurve &curve : curves_) {
    auto *series = new QLineSeries;
    series->setName(label_of(curve));
    series->setPen(pen_of(curve));
    for (const RobustnessPoint &point : curve.points) {
      series->append(point.share * 100, value_of(point) * 100);
      least = std::min(least, value_of(point));
      most = std::max(most, value_of(point));
    }
    chart()->addSeries(series);
    series->attachAxis(shares_);
    series->attachAxis(values_);
    series_.push_back(series);
  }
  // Steps of ten around what there is; the axis says where it begins.
  const double low = least > most ? 0 : std::floor(least * 10) * 10,
               high = least > most ? 100 : std::ceil(most * 10) * 10;
  values_->setRange(low, std::max(high, low + 10));
  values_->setTickCount(static_cast<int>(std::lround((values_->max() - low) / 10)) + 1);
  shares_->setRange(0, 100);
  shares_->setTickCount(6);
  shares_->setLabelFormat(QStringLiteral("%.0f %%"));
  values_->setLabelFormat(QStringLiteral("%.0f %%"));
  shares_->setTitleText(
      QCoreApplication::translate("Robustness", "Share of posts that lost the part"));
  values_->setTitleText(metric_ == RobustnessMetric::accuracy
                            ? QCoreApplication::translate("Robustness", "Accuracy")
                            : QCoreApplication::translate("Robustness", "Weighted F1"));
  const Colours &c = colours();
  chart()->setBackgroundBrush(c.surface);
  setBackgroundBrush(c.surface);
  for (QValueAxis *axis : {shares_, values_}) {
    QFont title = font();
    title.setBold(false);
    axis->setTitleFont(title);
    axis->setLabelsFont(font());
    axis->setTitleBrush(c.muted);
    axis->setLabelsColor(c.muted);
    axis->setLinePenColor(c.border);
    axis->setGridLineColor(c.border);
  }
  int widest = 0;
  for (const RobustnessCurve &curve : curves_)
    widest = std::max(widest, fontMetrics().horizontalAdvance(label_of(curve)));
  chart()->setMargins(
      QMargins(8, 12, curves_.empty() ? 12 : widest + sample_width + 3 * name_gap, 8));
  describe();
  viewport()->update();
}

void RobustnessChart::describe() {
  setAccessibleName(QCoreApplication::translate("Robustness", "Robustness curves"));
  QStringList lines;
  for (std::size_t c = 0; c < curves_.size(); ++c) {
    QStringList points;
    for (const RobustnessPoint &point : curves_[c].points)
      points << QStringLiteral("%1: %2").arg(percent_text(point.share),
                                             percent_text(value_of(point)));
    lines << label_of(curves_[c]) + QStringLiteral(": ") + points.join(QStringLiteral(", "));
  }
  setAccessibleDescription(lines.join(u'\n'));
}

QPoint RobustnessChart::positionOf(int curve, int point) const {
  QLineSeries *series = series_[static_cast<std::size_t>(curve)];
  return mapFromScene(chart()->mapToScene(chart()->mapToPosition(series->at(point), series)));
}

RobustnessChart::Nearest RobustnessChart::nearest(const QPoint &position) const {
  Nearest best;
  double distance = reach;
  for (std::size_t c = 0; c < curves_.size(); ++c)
    for (std::size_t p = 0; p < curves_[c].points.size(); ++p) {
      const QPoint away = positionOf(static_cast<int>(c), static_cast<int>(p)) - position;
      const double d = std::hypot(away.x(), away.y());
      if (d < distance) {
        distance = d;
        best = {static_cast<int>(c), static_cast<int>(p)};
      }
    }
  return best;
}

QString RobustnessChart::said_of(const Nearest &which) const {
  if (which.curve < 0)
    return {};
  const RobustnessCurve &curve = curves_[static_cast<std::size_t>(which.curve)];
  const RobustnessPoint &point = curve.points[static_cast<std::size_t>(which.point)];
  return QCoreApplication::translate("Robustness",
                                     "%1\n%2 of the posts: accuracy %3, weighted F1 %4")
      .arg(label_of(curve), percent_text(point.share), percent_text(point.accuracy),
           percent_text(point.weighted_f1));
}

QString RobustnessChart::valueAt(const QPoint &position) const {
  return said_of(nearest(position));
}

void RobustnessChart::mouseMoveEvent(QMouseEvent *event) {
  const Nearest now = nearest(event->pos());
  if (now.curve != hovered_.curve || now.point != hovered_.point) {
    hovered_ = now;
    viewport()->update();
    if (now.curve < 0)
      QToolTip::hideText();
    else
      QToolTip::showText(mapToGlobal(positionOf(now.curve, now.point)), said_of(now), this);
  }
  QChartView::mouseMoveEvent(event);
}

void RobustnessChart::leaveEvent(QEvent *event) {
  hovered_ = {};
  viewport()->update();
  QChartView::leaveEvent(event);
}

void RobustnessChart::changeEvent(QEvent *event) {
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::LanguageChange)
    build();
  QChartView::changeEvent(event);
}

void RobustnessChart::drawForeground(QPainter *painter, const QRectF &) {
  painter->setRenderHint(QPainter::Antialiasing);
  paint_markers(*painter);
  paint_names(*painter);
}

void RobustnessChart::paint_markers(QPainter &painter) const {
  for (std::size_t c = 0; c < series_.size(); ++c)
    for (int p = 0; p < series_[c]->count(); ++p) {
      const bool hovered = hovered_.curve == static_cast<int>(c) && hovered_.point == p;
      const QPointF at = chart()->mapToScene(chart()->mapToPosition(series_[c]->at(p), series_[c]));
      paint_marker(painter, at, curves_[c].removed, hovered ? marker + 3 : marker);
    }
}

// Each curve's name beside its end; names that would cover each other are pushed apart.
void RobustnessChart::paint_names(QPainter &painter) const {
  painter.setFont(font());
  const QFontMetrics metrics(font());
  const QRectF plot = chart()->mapToScene(chart()->plotArea()).boundingRect();
  const int height = metrics.height() + 3;
  std::vector<std::size_t> order;
  std::vector<double> y(series_.size(), 0);
  for (std::size_t c = 0; c < series_.size(); ++c)
    if (series_[c]->count() > 0) {
      order.push_back(c);
      y[c] =
          chart()->mapToScene(chart()->mapToPosition(series_[c]->points().back(), series_[c])).y();
    }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return y[a] < y[b]; });
  double lowest = -std::numeric_limits<double>::infinity();
  for (const std::size_t c : order)
    lowest = y[c] = std::max(y[c], lowest + height);
  if (!order.empty()) { // the last ones may have been pushed out at the bottom
    double limit = plot.bottom() + height / 2.0;
    for (auto at = order.rbegin(); at != order.rend(); ++at, limit -= height)
      y[*at] = std::min(y[*at], limit);
  }
  for (const std::size_t c : order) {
    const double left = plot.right() + name_gap * 1.5;
    painter.setPen(pen_of(curves_[c]));
    painter.drawLine(QPointF(left, y[c]), QPointF(left + sample_width, y[c]));
    paint_marker(painter, QPointF(left + sample_width / 2.0, y[c]), curves_[c].removed, marker);
    painter.setPen(colours().text);
    painter.drawText(QPointF(left + sample_width + name_gap, y[c] + metrics.ascent() / 2.0 - 1),
                     label_of(curves_[c]));
  }
}

Result<void> RobustnessChart::save(const QString &path, int scale) const {
  auto *self =
      const_cast<RobustnessChart *>(this); // rendering is no change, but Qt's render() is not const
  const QRect all(QPoint(), viewport()->size());
  const auto paint = [&](QPainter &painter) { self->render(&painter, all, viewport()->rect()); };
  return save_drawing({all.size(), paint, accessibleName(), accessibleDescription()}, path, scale);
}

} // namespace affect::ui
