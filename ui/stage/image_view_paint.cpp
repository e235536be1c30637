// How ImageView looks; what it does is in image_view.cpp.
#include "stage/image_view.h"

#include "theme/colours.h"
#include "theme/icon.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>

namespace affect::ui {

void ImageView::paintEvent(QPaintEvent *) {
  QPainter painter(this);
  painter.fillRect(rect(), colours().canvas);
  if (hasPicture()) {
    paint_picture(painter);
    paint_regions(painter);
    paint_faces(painter);
  }
  if (!notice_.isEmpty())
    paint_notice(painter);
  if (hasFocus()) {
    painter.setPen(QPen(colours().accent, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
  }
}

void ImageView::paint_picture(QPainter &painter) {
  const QRectF target = pictureRect();
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  if (zoom_ > 1.0) {
    painter.drawImage(target, picture_);
  } else {
    // Scaled once a size, so that a hover repaints with a copy.
    const QSize size = (target.size() * devicePixelRatioF()).toSize().expandedTo(QSize(1, 1));
    if (scaled_.size() != size) {
      scaled_ = QPixmap::fromImage(
          picture_.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
      scaled_.setDevicePixelRatio(devicePixelRatioF());
    }
    painter.drawPixmap(target.topLeft(), scaled_);
  }
  if (!overlay_.isNull())
    painter.drawImage(target, overlay_);
}

void ImageView::paint_regions(QPainter &painter) {
  painter.setBrush(Qt::NoBrush);
  const auto outline = [&](const QRectF &cell) {
    // Dark under light reads on any picture.
    painter.setPen(QPen(QColor(0, 0, 0, 170), 3));
    painter.drawRect(cell);
    painter.setPen(QPen(Qt::white, 1.2));
    painter.drawRect(cell);
  };
  QRectF all;
  for (int region : selected_)
    all |= regionRect(region);
  if (!all.isEmpty())
    outline(all.adjusted(1, 1, -1, -1));
  if (hasFocus() && cursor_ >= 0)
    outline(regionRect(cursor_).adjusted(4, 4, -4, -4));
}

void ImageView::paint_faces(QPainter &painter) {
  const QRectF area = pictureRect();
  painter.setBrush(Qt::NoBrush);
  for (const FaceMark &face : faces_) {
    const QRectF box(area.x() + face.box.x() * area.width(),
                     area.y() + face.box.y() * area.height(), face.box.width() * area.width(),
                     face.box.height() * area.height());
    painter.setPen(QPen(QColor(0, 0, 0, 150), 3.5)); // dark under light reads on any picture
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(QPen(face.read ? colours().accent.lighter(130) : Qt::white, 1.6,
                        face.read ? Qt::SolidLine : Qt::DashLine));
    painter.drawRoundedRect(box, 4, 4);
    if (!face.label.isEmpty())
      paint_label(painter, face.label, box);
  }
}

// Under the box or, where the view ends there, over it.
void ImageView::paint_label(QPainter &painter, const QString &text, const QRectF &box) {
  constexpr qreal margin = 4, gap = 3;
  painter.save();
  QFont small = font();
  small.setPointSizeF(small.pointSizeF() * 0.85);
  painter.setFont(small);
  const QFontMetricsF metrics(small);
  QRectF plate(0, 0, metrics.horizontalAdvance(text) + 2 * margin, metrics.height() + 2);
  plate.moveTopLeft({box.center().x() - plate.width() / 2, box.bottom() + gap});
  if (plate.bottom() > height())
    plate.moveBottom(box.top() - gap);
  plate.moveLeft(std::clamp(plate.left(), 0.0, std::max(0.0, width() - plate.width())));
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(QColor(0, 0, 0, 175)); // white on dark reads on any picture
  painter.drawRoundedRect(plate, 3, 3);
  painter.setPen(Qt::white);
  painter.drawText(plate, Qt::AlignCenter, text);
  painter.restore();
}

void ImageView::paint_notice(QPainter &painter) {
  const int icon_size = fontMetrics().height() * 2;
  QRect area = rect().adjusted(16, 16, -16, -16);
  const QRect text = fontMetrics().boundingRect(area, Qt::AlignCenter | Qt::TextWordWrap, notice_);
  if (notice_over_picture_) {
    const QRect plate = text.adjusted(-14, -8, 14, 8);
    QColor veil = colours().canvas;
    veil.setAlphaF(0.72f);
    painter.fillRect(pictureRect(), veil);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colours().border));
    painter.setBrush(colours().surface);
    painter.drawRoundedRect(plate, 6, 6);
    painter.setPen(colours().text);
  } else {
    painter.drawPixmap(
        QPoint(rect().center().x() - icon_size / 2, text.top() - icon_size - 8),
        icon_pixmap(QStringLiteral("image"), icon_size, colours().muted, devicePixelRatioF()));
    painter.setPen(colours().muted);
  }
  painter.drawText(area, Qt::AlignCenter | Qt::TextWordWrap, notice_);
}

void ImageView::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange)
    describe();
  QWidget::changeEvent(event);
}

void ImageView::describe() {
  setAccessibleName(tr("Picture of the post"));
  QString description = notice_;
  if (description.isEmpty() && hasPicture())
    description = tr("Arrow keys choose a region, with Shift several; Escape clears.");
  if (cursor_ >= 0 && grid_.columns > 0)
    description = tr("Region in row %1, column %2")
                      .arg(cursor_ / grid_.columns + 1)
                      .arg(cursor_ % grid_.columns + 1);
  setAccessibleDescription(description);
}

} // namespace affect::ui
