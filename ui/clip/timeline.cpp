#include "clip/timeline.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace affect::ui {
namespace {

constexpr double snap_pixels = 6;
constexpr double least_view = 0.5; // seconds

} // namespace

Timeline::Timeline(QWidget *parent) : QWidget(parent) {
  setObjectName(QStringLiteral("timeline"));
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  describe();
}

void Timeline::setContent(TimelineContent content) {
  content_ = std::move(content);
  position_ = 0;
  showAll();
  updateGeometry();
  describe();
}

void Timeline::showAll() {
  view_begin_ = 0;
  view_end_ = std::max(content_.duration, 1e-3);
  update();
}

void Timeline::setStripPicture(int slot, const QImage &picture) {
  if (slot < 0 || slot >= static_cast<int>(content_.strip.size()))
    return;
  content_.strip[static_cast<std::size_t>(slot)] = picture;
  update(layoutNow().lane(Lane::pictures));
}

void Timeline::setPeaks(std::size_t first, const std::vector<Peak> &peaks) {
  for (std::size_t i = 0; i < peaks.size() && first + i < content_.peaks.size(); ++i)
    content_.peaks[first + i] = peaks[i];
  update(layoutNow().lane(Lane::sound));
}

void Timeline::setTranscript(const Transcript &transcript) {
  content_.transcript = transcript;
  updateGeometry();
  update();
}

void Timeline::setAnalysed(const std::vector<double> &seconds) {
  content_.analysed = seconds;
  update();
}

void Timeline::setCurves(std::vector<TimelineCurve> curves) {
  const int before = sizeHint().height();
  content_.curves = std::move(curves);
  if (sizeHint().height() != before)
    updateGeometry();
  update();
}

int Timeline::step_near(const TimelineCurve &curve, double x) {
  const TimelineLayout &layout = layoutNow();
  int nearest = -1;
  double distance = snap_pixels + 2;
  for (std::size_t i = 0; i < curve.times.size(); ++i)
    if (const double away = std::abs(layout.x_of(curve.times[i]) - x); away < distance) {
      nearest = static_cast<int>(i);
      distance = away;
    }
  return nearest;
}

void Timeline::setPosition(double seconds) {
  if (seconds == position_)
    return;
  position_ = seconds;
  keep_in_view();
  update();
}

const TimelineLayout &Timeline::layoutNow() {
  layout_.arrange(size(), fontMetrics().height(), content_, view_begin_, view_end_);
  return layout_;
}

QSize Timeline::sizeHint() const {
  return {480, TimelineLayout::height_for(fontMetrics().height(), content_)};
}

QSize Timeline::minimumSizeHint() const { return {160, sizeHint().height()}; }

double Timeline::moment_at(const QPointF &point) {
  const TimelineLayout &layout = layoutNow();
  const double seconds = layout.seconds_at(point.x());
  // Near an analysed frame that frame is meant: there the attention can be seen.
  double best = seconds, distance = snap_pixels;
  // In a lane with a curve its own steps are meant.
  for (std::size_t which = 0; which < content_.curves.size(); ++which)
    if (layout.curve(which).contains(point.toPoint()))
      if (const int step = step_near(content_.curves[which], point.x()); step >= 0)
        return content_.curves[which].times[static_cast<std::size_t>(step)];
  for (double frame : content_.analysed)
    if (const double away = std::abs(layout.x_of(frame) - point.x()); away <= distance) {
      best = frame;
      distance = away;
    }
  return best;
}

void Timeline::mousePressEvent(QMouseEvent *event) {
  if (event->button() != Qt::LeftButton || content_.duration <= 0)
    return;
  dragging_ = true;
  Q_EMIT seekRequested(moment_at(event->position()), false);
}

void Timeline::mouseMoveEvent(QMouseEvent *event) {
  hovered_ = layoutNow().seconds_at(event->position().x());
  if (dragging_)
    Q_EMIT seekRequested(moment_at(event->position()), false);
  update();
}

void Timeline::mouseReleaseEvent(QMouseEvent *event) {
  if (!std::exchange(dragging_, false))
    return;
  Q_EMIT seekRequested(moment_at(event->position()), true);
}

void Timeline::leaveEvent(QEvent *event) {
  hovered_ = -1;
  update();
  QWidget::leaveEvent(event);
}

void Timeline::wheelEvent(QWheelEvent *event) {
  if (content_.duration <= 0)
    return;
  const QPoint turn = event->angleDelta();
  if (event->modifiers() & Qt::ControlModifier) {
    zoom(std::pow(0.8, turn.y() / 120.0), layoutNow().seconds_at(event->position().x()));
  } else if (view_end_ - view_begin_ < content_.duration) {
    const double span = view_end_ - view_begin_;
    const int steps = turn.x() != 0 ? turn.x() : turn.y();
    view_begin_ = std::clamp(view_begin_ - steps / 120.0 * span / 8, 0.0, content_.duration - span);
    view_end_ = view_begin_ + span;
    update();
  } else {
    event->ignore(); // the page scrolls instead
    return;
  }
  event->accept();
}

void Timeline::zoom(double factor, double around) {
  const double most = std::max(content_.duration, 1e-3);
  const double span =
      std::clamp((view_end_ - view_begin_) * factor, std::min(least_view, most), most);
  const double share = (around - view_begin_) / (view_end_ - view_begin_);
  view_begin_ = std::clamp(around - share * span, 0.0, most - span);
  view_end_ = view_begin_ + span;
  update();
}

void Timeline::keep_in_view() {
  const double span = view_end_ - view_begin_;
  if (position_ >= view_begin_ && position_ <= view_end_)
    return;
  view_begin_ = std::clamp(position_ - span * 0.1, 0.0, std::max(content_.duration - span, 0.0));
  view_end_ = view_begin_ + span;
}

void Timeline::keyPressEvent(QKeyEvent *event) {
  const double page = (view_end_ - view_begin_) / 10;
  const auto go = [&](double seconds) {
    Q_EMIT seekRequested(std::clamp(seconds, 0.0, content_.duration), true);
  };
  switch (event->key()) {
  case Qt::Key_Left:
    Q_EMIT stepRequested(-1);
    break;
  case Qt::Key_Right:
    Q_EMIT stepRequested(1);
    break;
  case Qt::Key_Up:
    Q_EMIT frameRequested(-1);
    break;
  case Qt::Key_Down:
    Q_EMIT frameRequested(1);
    break;
  case Qt::Key_PageUp:
    go(position_ - page);
    break;
  case Qt::Key_PageDown:
    go(position_ + page);
    break;
  case Qt::Key_Home:
    go(0);
    break;
  case Qt::Key_End:
    go(content_.duration);
    break;
  case Qt::Key_Plus:
  case Qt::Key_Equal:
    zoom(0.8, position_);
    break;
  case Qt::Key_Minus:
    zoom(1.25, position_);
    break;
  case Qt::Key_0:
    showAll();
    break;
  default:
    QWidget::keyPressEvent(event);
  }
}

QString Timeline::tip_at(const QPointF &point) {
  const TimelineLayout &layout = layoutNow();
  const double seconds = moment_at(point);
  QString tip = clock_text(seconds, 2);
  for (const Cue &cue : content_.transcript.cues)
    if (cue.timed() && seconds >= cue.begin && seconds < cue.end) {
      tip += QLatin1Char('\n') + QString::fromStdString(cue.text);
      break;
    }
  for (std::size_t which = 0; which < content_.curves.size(); ++which) {
    const TimelineCurve &curve = content_.curves[which];
    // Within its lane a step is caught from further away; elsewhere the moment itself is meant.
    const bool inside = layout.curve(which).contains(point.toPoint());
    const int step = step_near(curve, inside ? point.x() : layout.x_of(seconds));
    if (step < 0 || (!inside && std::abs(layout.x_of(curve.times[static_cast<std::size_t>(step)]) -
                                         layout.x_of(seconds)) >= 0.5))
      continue;
    tip += QLatin1Char('\n') +
           tr("%1: %2")
               .arg(curve.name)
               .arg(static_cast<double>(curve.values[static_cast<std::size_t>(step)]), 0, 'f', 3);
    if (step < curve.labels.size())
      tip += QStringLiteral("  ") + curve.labels[step];
  }
  return tip;
}

bool Timeline::event(QEvent *event) {
  if (event->type() == QEvent::ToolTip && content_.duration > 0) {
    auto *help = static_cast<QHelpEvent *>(event);
    QToolTip::showText(help->globalPos(), tip_at(help->pos()), this);
    return true;
  }
  return QWidget::event(event);
}

void Timeline::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange)
    describe();
  QWidget::changeEvent(event);
}

void Timeline::describe() {
  setAccessibleName(tr("Timeline of the clip"));
  setAccessibleDescription(
      tr("Left and right step one frame, up and down go to the analysed frame before or after, "
         "plus and minus show less or more of the clip, 0 shows all of it."));
}

} // namespace affect::ui
