// How the Timeline looks; what it does is in timeline.cpp.
#include "clip/timeline.h"

#include "theme/colours.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace affect::ui {
namespace {

constexpr int least_tick_pixels = 70;

} // namespace

void Timeline::paintEvent(QPaintEvent *) {
  layoutNow();
  QPainter painter(this);
  painter.fillRect(rect(), colours().surface);
  if (content_.duration > 0) {
    paint_ruler(painter);
    paint_pictures(painter);
    paint_sound(painter);
    paint_words(painter);
    paint_curves(painter);
    paint_marks(painter);
  }
  if (hasFocus()) {
    painter.setPen(QPen(colours().accent, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
  }
}

void Timeline::paint_empty(QPainter &painter, const QRect &lane, const QString &why) {
  painter.setPen(Qt::NoPen);
  painter.setBrush(QBrush(colours().border, Qt::BDiagPattern));
  painter.drawRoundedRect(lane, 3, 3);
  const QRect words(lane.x(), lane.y(), fontMetrics().horizontalAdvance(why) + 16, lane.height());
  painter.setBrush(colours().surface);
  painter.drawRect(words.adjusted(4, 1, -2, -1));
  painter.setPen(colours().muted);
  painter.drawText(words.adjusted(8, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, why);
}

void Timeline::paint_ruler(QPainter &painter) {
  const QRect lane = layout_.lane(Lane::ruler);
  const double step = layout_.tick(least_tick_pixels);
  painter.setPen(colours().muted);
  for (double t = std::ceil(layout_.view_begin() / step) * step; t <= layout_.view_end() + 1e-9;
       t += step) {
    const int x = static_cast<int>(std::lround(layout_.x_of(t)));
    painter.drawLine(x, lane.bottom() - 3, x, lane.bottom());
    const QString text = clock_text(t, step < 1 ? 1 : 0);
    const int width = fontMetrics().horizontalAdvance(text);
    // The first and last stay inside the lane.
    const int left =
        std::clamp(x - width / 2, lane.left(), std::max(lane.left(), lane.right() - width));
    painter.drawText(left, lane.bottom() - 5, text);
  }
}

void Timeline::paint_pictures(QPainter &painter) {
  const QRect lane = layout_.lane(Lane::pictures);
  if (!content_.has_picture)
    return paint_empty(painter, lane, tr("No picture"));
  painter.fillRect(lane, colours().canvas);
  painter.save();
  painter.setClipRect(lane);
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  const auto count = static_cast<int>(content_.strip.size());
  const auto any = std::find_if(content_.strip.begin(), content_.strip.end(),
                                [](const QImage &p) { return !p.isNull(); });
  if (any != content_.strip.end()) {
    // Whole pictures side by side, each of the moment in its middle; what is not there yet stays
    // dark.
    const int cells = std::max(
        1, static_cast<int>(std::lround(lane.width() * any->height() /
                                        (static_cast<double>(lane.height()) * any->width()))));
    const double width = static_cast<double>(lane.width()) / cells;
    for (int i = 0; i < cells; ++i) {
      const QRectF cell(lane.left() + i * width, lane.top(), width, lane.height());
      const int slot =
          static_cast<int>(layout_.seconds_at(cell.center().x()) / content_.duration * count);
      const QImage &picture =
          content_.strip[static_cast<std::size_t>(std::clamp(slot, 0, count - 1))];
      if (!picture.isNull())
        painter.drawImage(cell, picture, QRectF(QPointF(), QSizeF(picture.size())));
    }
  }
  painter.restore();
}

void Timeline::paint_sound(QPainter &painter) {
  const QRect lane = layout_.lane(Lane::sound);
  if (!content_.has_sound)
    return paint_empty(painter, lane, tr("No sound"));
  painter.fillRect(lane, colours().canvas);
  const auto count = static_cast<int>(content_.peaks.size());
  if (count == 0)
    return;
  const double middle = lane.center().y() + 0.5, half = lane.height() / 2.0 - 1;
  painter.setPen(QPen(blended(colours().accent, colours().canvas, 0.75), 1));
  for (int x = lane.left(); x <= lane.right(); ++x) {
    const auto slot = [&](double at) {
      return std::clamp(static_cast<int>(layout_.seconds_at(at) / content_.duration * count), 0,
                        count - 1);
    };
    const int first = slot(x), last = std::max(first, slot(x + 1) - 1);
    float low = 2, high = -2;
    for (int i = first; i <= last; ++i) {
      const Peak &peak = content_.peaks[static_cast<std::size_t>(i)];
      if (peak.high < peak.low)
        continue;
      low = std::min(low, peak.low);
      high = std::max(high, peak.high);
    }
    if (high >= low)
      painter.drawLine(QPointF(x + 0.5, middle - static_cast<double>(high) * half - 0.5),
                       QPointF(x + 0.5, middle - static_cast<double>(low) * half + 0.5));
  }
}

void Timeline::paint_words(QPainter &painter) {
  const QRect lane = layout_.lane(Lane::words);
  if (content_.transcript.cues.empty())
    return paint_empty(painter, lane, tr("No transcript"));
  if (!has_timed_cues(content_.transcript))
    return paint_empty(painter, lane, tr("The transcript has no times"));
  painter.fillRect(lane, colours().canvas);
  painter.save();
  painter.setClipRect(lane);
  painter.setRenderHint(QPainter::Antialiasing);
  for (const Cue &cue : content_.transcript.cues) {
    const QRectF box(layout_.x_of(cue.begin) + 0.5, lane.top() + 1.5,
                     std::max(layout_.x_of(cue.end) - layout_.x_of(cue.begin) - 1, 2.0),
                     lane.height() - 3);
    if (box.right() < lane.left() || box.left() > lane.right())
      continue;
    const bool current = position_ >= cue.begin && position_ < cue.end;
    painter.setPen(QPen(current ? colours().accent : colours().border, 1));
    painter.setBrush(current ? blended(colours().accent, colours().surface, 0.25)
                             : colours().raised);
    painter.drawRoundedRect(box, 3, 3);
    // What is cut off at the left edge keeps its words in sight.
    QRectF words = box.adjusted(5, 0, -4, 0);
    words.setLeft(std::max<qreal>(words.left(), lane.left() + 4));
    if (words.width() < fontMetrics().averageCharWidth() * 3)
      continue;
    painter.setPen(colours().text);
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(QString::fromStdString(cue.text).simplified(),
                                              Qt::ElideRight, static_cast<int>(words.width())));
  }
  painter.restore();
}

void Timeline::paint_curves(QPainter &painter) {
  if (content_.curves.empty())
    paint_empty(painter, layout_.curve(0),
                content_.analysed.size() == 1 ? tr("This model reads a single frame, marked above")
                                              : tr("No attention over time"));
  for (std::size_t i = 0; i < content_.curves.size(); ++i)
    paint_curve(painter, content_.curves[i], layout_.curve(i));
}

void Timeline::paint_curve(QPainter &painter, const TimelineCurve &curve, const QRect &lane) {
  if (curve.values.empty())
    return paint_empty(painter, lane, curve.absent);
  painter.fillRect(lane, colours().canvas);
  const float most = *std::max_element(curve.values.begin(), curve.values.end());
  const int title = fontMetrics().height();
  const double bottom = lane.bottom() - 1, room = lane.height() - title - 6;
  painter.setPen(colours().muted);
  painter.drawText(lane.adjusted(5, 1, -5, 0), Qt::AlignLeft | Qt::AlignTop,
                   fontMetrics().elidedText(curve.name, Qt::ElideRight, lane.width() - 80));
  painter.drawText(lane.adjusted(5, 1, -5, 0), Qt::AlignRight | Qt::AlignTop,
                   tr("highest %1").arg(static_cast<double>(most), 0, 'f', 2));
  if (most <= 0)
    return;
  painter.save();
  painter.setClipRect(lane);
  painter.setRenderHint(QPainter::Antialiasing);
  QPolygonF points;
  for (std::size_t i = 0; i < curve.values.size(); ++i)
    points << QPointF(layout_.x_of(curve.times[i]),
                      bottom - static_cast<double>(curve.values[i] / most) * room);
  // Stems, for the values are those of single frames; the line between them only leads the eye.
  QPainterPath area;
  area.moveTo(points.first().x(), bottom);
  for (const QPointF &point : points)
    area.lineTo(point);
  area.lineTo(points.last().x(), bottom);
  painter.fillPath(area, blended(curve.colour, colours().canvas, 0.18));
  painter.setPen(QPen(curve.colour, 1.2));
  for (const QPointF &point : points)
    painter.drawLine(QPointF(point.x(), bottom), point);
  painter.setPen(QPen(blended(curve.colour, colours().canvas, 0.55), 1));
  painter.drawPolyline(points);
  painter.setPen(QPen(colours().canvas, 1));
  painter.setBrush(curve.colour);
  // Steps that stand close would run into one another.
  const double apart = points.size() > 1 ? std::abs(points[1].x() - points[0].x()) : 100;
  const double radius = std::clamp(apart / 3, 1.0, 3.5);
  for (const QPointF &point : points)
    painter.drawEllipse(point, radius, radius);
  painter.restore();
}

void Timeline::paint_marks(QPainter &painter) {
  painter.setRenderHint(QPainter::Antialiasing);
  const QRect pictures = layout_.lane(Lane::pictures);
  const int bottom = layout_.bottom();
  // Analysed frames: a notch above and below the pictures.
  for (double frame : content_.analysed) {
    const double x = layout_.x_of(frame);
    if (x < layout_.left() - 1 || x > layout_.right() + 1)
      continue;
    QPainterPath notch;
    notch.moveTo(x - 4, pictures.top() - 1);
    notch.lineTo(x + 4, pictures.top() - 1);
    notch.lineTo(x, pictures.top() + 6);
    notch.closeSubpath();
    painter.setPen(QPen(Qt::black, 0.6));
    painter.setBrush(Qt::white);
    painter.drawPath(notch);
  }
  if (hovered_ >= 0) {
    painter.setPen(QPen(colours().muted, 1, Qt::DotLine));
    const double x = layout_.x_of(hovered_);
    painter.drawLine(QPointF(x, pictures.top()), QPointF(x, bottom));
  }
  const double x = layout_.x_of(position_);
  if (x < layout_.left() - 1 || x > layout_.right() + 1)
    return;
  const QRect ruler = layout_.lane(Lane::ruler);
  painter.setPen(QPen(colours().surface, 3)); // seen over dark pictures and light ones
  painter.drawLine(QPointF(x, ruler.bottom()), QPointF(x, bottom));
  painter.setPen(QPen(colours().error, 1.5));
  painter.drawLine(QPointF(x, ruler.bottom() - 2), QPointF(x, bottom));
  QPainterPath head;
  head.moveTo(x - 5, ruler.bottom() - 8);
  head.lineTo(x + 5, ruler.bottom() - 8);
  head.lineTo(x, ruler.bottom());
  head.closeSubpath();
  painter.fillPath(head, colours().error);
}

} // namespace affect::ui
