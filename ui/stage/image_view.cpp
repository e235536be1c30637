#include "stage/image_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace affect::ui {
namespace {

constexpr double largest_zoom = 16.0;
constexpr int margin = 8;

} // namespace

ImageView::ImageView(QWidget *parent) : QWidget(parent) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  describe();
}

void ImageView::setPicture(const QImage &picture) {
  picture_ = picture;
  scaled_ = QPixmap();
  overlay_ = QImage();
  selected_.clear();
  cursor_ = anchor_ = -1;
  zoomToFit();
  describe();
}

void ImageView::setFrame(const QImage &picture) {
  if (picture.size() != picture_.size()) {
    setPicture(picture);
    return;
  }
  picture_ = picture;
  scaled_ = QPixmap();
  update();
}

void ImageView::setOverlay(const QImage &overlay) {
  overlay_ = overlay;
  update();
}

void ImageView::setGrid(const RegionGrid &grid) {
  grid_ = grid;
  hovered_ = -1;
  setCursor(grid.count() > 0 && hasPicture() ? Qt::CrossCursor : Qt::ArrowCursor);
  update();
}

void ImageView::setSelection(const std::vector<int> &regions) {
  selected_ = regions;
  update();
}

void ImageView::setFaces(const std::vector<FaceMark> &faces) {
  if (faces == faces_)
    return;
  faces_ = faces;
  update();
}

void ImageView::setNotice(const QString &text, bool over_picture) {
  notice_ = text;
  notice_over_picture_ = over_picture;
  describe();
  update();
}

QRectF ImageView::pictureRect() const {
  if (picture_.isNull())
    return {};
  const QRectF room = QRectF(rect()).adjusted(margin, margin, -margin, -margin);
  QSizeF size =
      QSizeF(picture_.size()).scaled(room.size().expandedTo(QSizeF(1, 1)), Qt::KeepAspectRatio) *
      zoom_;
  QRectF target(QPointF(), size);
  target.moveCenter(room.center() + pan_);
  return target;
}

QRectF ImageView::regionRect(int region) const {
  if (region < 0 || region >= grid_.count())
    return {};
  const QRectF picture = pictureRect();
  const double width = (grid_.right - grid_.left) / grid_.columns,
               height = (grid_.bottom - grid_.top) / grid_.rows;
  const int row = region / grid_.columns, column = region % grid_.columns;
  return {picture.x() + (grid_.left + column * width) * picture.width(),
          picture.y() + (grid_.top + row * height) * picture.height(), width * picture.width(),
          height * picture.height()};
}

int ImageView::regionAt(const QPointF &point) const {
  const QRectF picture = pictureRect();
  if (grid_.count() == 0 || picture.isEmpty())
    return -1;
  const double x =
      ((point.x() - picture.x()) / picture.width() - grid_.left) / (grid_.right - grid_.left);
  const double y =
      ((point.y() - picture.y()) / picture.height() - grid_.top) / (grid_.bottom - grid_.top);
  if (x < 0 || x >= 1 || y < 0 || y >= 1)
    return -1;
  return static_cast<int>(y * grid_.rows) * grid_.columns + static_cast<int>(x * grid_.columns);
}

void ImageView::zoomBy(double factor) { zoom_at(QRectF(rect()).center(), factor); }

void ImageView::zoomToFit() {
  zoom_ = 1.0;
  pan_ = {};
  update();
  Q_EMIT zoomChanged(zoom_);
}

void ImageView::zoom_at(const QPointF &point, double factor) {
  const double zoom = std::clamp(zoom_ * factor, 1.0, largest_zoom);
  const QPointF centre = pictureRect().center();
  // What lies under `point` stays there.
  pan_ += (point - centre) * (1.0 - zoom / zoom_);
  zoom_ = zoom;
  keep_in_view();
  update();
  Q_EMIT zoomChanged(zoom_);
}

void ImageView::keep_in_view() {
  const QSizeF picture = pictureRect().size();
  const double x = std::max(0.0, (picture.width() - width()) / 2 + margin);
  const double y = std::max(0.0, (picture.height() - height()) / 2 + margin);
  pan_ = {std::clamp(pan_.x(), -x, x), std::clamp(pan_.y(), -y, y)};
}

void ImageView::resizeEvent(QResizeEvent *) { keep_in_view(); }

void ImageView::mousePressEvent(QMouseEvent *event) {
  press_ = drag_ = event->position();
  panning_ = event->button() == Qt::MiddleButton && zoom_ > 1.0;
  selecting_ = event->button() == Qt::LeftButton && grid_.count() > 0 && hasPicture();
  if (selecting_)
    select_between(press_, press_);
}

void ImageView::mouseMoveEvent(QMouseEvent *event) {
  const QPointF point = event->position();
  if (panning_) {
    pan_ += point - drag_;
    keep_in_view();
    update();
  } else if (selecting_) {
    select_between(press_, point);
  }
  drag_ = point;
  set_hovered(regionAt(point));
}

void ImageView::mouseReleaseEvent(QMouseEvent *) {
  selecting_ = panning_ = false;
  update();
}

void ImageView::leaveEvent(QEvent *) { set_hovered(-1); }

void ImageView::set_hovered(int region) {
  if (region == hovered_)
    return;
  hovered_ = region;
  Q_EMIT regionHovered(region);
}

void ImageView::select_between(const QPointF &from, const QPointF &to) {
  // A drag may begin or end beside the picture: the cells it passes over count.
  const QRectF area = QRectF(from, to).normalized();
  std::vector<int> regions;
  for (int region = 0; region < grid_.count(); ++region) {
    const QRectF cell = regionRect(region);
    if (area.left() < cell.right() && area.right() >= cell.left() && area.top() < cell.bottom() &&
        area.bottom() >= cell.top())
      regions.push_back(region);
  }
  cursor_ = anchor_ = -1;
  if (regions != selected_) {
    selected_ = regions;
    update();
    Q_EMIT regionsSelected(regions);
  }
}

void ImageView::select_cells(int first, int last) {
  const int columns = grid_.columns;
  const int top = std::min(first / columns, last / columns),
            bottom = std::max(first / columns, last / columns);
  const int left = std::min(first % columns, last % columns),
            right = std::max(first % columns, last % columns);
  std::vector<int> regions;
  for (int row = top; row <= bottom; ++row)
    for (int column = left; column <= right; ++column)
      regions.push_back(row * columns + column);
  selected_ = regions;
  update();
  Q_EMIT regionsSelected(regions);
}

void ImageView::move_cursor(int columns, int rows, bool extend) {
  if (grid_.count() == 0 || !hasPicture())
    return;
  if (cursor_ < 0) {
    cursor_ = anchor_ = (grid_.rows / 2) * grid_.columns + grid_.columns / 2;
  } else {
    const int column = std::clamp(cursor_ % grid_.columns + columns, 0, grid_.columns - 1);
    const int row = std::clamp(cursor_ / grid_.columns + rows, 0, grid_.rows - 1);
    cursor_ = row * grid_.columns + column;
    if (!extend)
      anchor_ = cursor_;
  }
  select_cells(anchor_, cursor_);
  set_hovered(cursor_);
  describe();
}

void ImageView::keyPressEvent(QKeyEvent *event) {
  const bool extend = event->modifiers() & Qt::ShiftModifier;
  switch (event->key()) {
  case Qt::Key_Left:
    return move_cursor(-1, 0, extend);
  case Qt::Key_Right:
    return move_cursor(1, 0, extend);
  case Qt::Key_Up:
    return move_cursor(0, -1, extend);
  case Qt::Key_Down:
    return move_cursor(0, 1, extend);
  case Qt::Key_Escape:
    cursor_ = anchor_ = -1;
    selected_.clear();
    update();
    Q_EMIT regionsSelected({});
    return;
  default:
    QWidget::keyPressEvent(event);
  }
}

void ImageView::wheelEvent(QWheelEvent *event) {
  if (!hasPicture()) {
    event->ignore();
  } else if (event->modifiers() & Qt::ControlModifier) {
    zoom_at(event->position(), std::pow(1.0015, event->angleDelta().y()));
  } else if (zoom_ > 1.0) {
    pan_ += QPointF(event->angleDelta()) / 2.0;
    keep_in_view();
    update();
  } else {
    event->ignore(); // the page around scrolls
  }
}

} // namespace affect::ui
