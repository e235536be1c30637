#pragma once

#include "analysis/reading.h"

#include <QImage>
#include <QPixmap>
#include <QWidget>

namespace affect::ui {

/// Where a face is drawn.
struct FaceMark {
  QRectF box; ///< in fractions of the picture's width and height
  bool read = false;
  QString label{}; ///< what it shows, beside the box; empty: nothing is said

  bool operator==(const FaceMark &) const = default;
};

/// The post's picture with the overlay on it. Dragging (or Shift and the arrow keys) selects
/// regions.
class ImageView : public QWidget {
  Q_OBJECT
public:
  explicit ImageView(QWidget *parent = nullptr);

  void setPicture(const QImage &picture); ///< null: none; the notice says why
  /// The next frame of the same clip: zoom and place stay as they are.
  void setFrame(const QImage &picture);
  void setOverlay(const QImage &overlay);
  void setGrid(const RegionGrid &grid); ///< an empty grid: nothing to select
  void setSelection(const std::vector<int> &regions);
  /// Faces in fractions of the picture, the one that was read with a whole line, the others with a
  /// broken one.
  void setFaces(const std::vector<FaceMark> &faces);
  const std::vector<FaceMark> &faces() const { return faces_; }
  void setNotice(const QString &text, bool over_picture = false);
  bool hasPicture() const { return !picture_.isNull(); }

  void zoomBy(double factor);
  void zoomToFit();
  double zoom() const { return zoom_; } ///< 1: fits the view

  QRectF pictureRect() const;               ///< where the picture is painted
  QRectF regionRect(int region) const;      ///< where one region is painted
  int regionAt(const QPointF &point) const; ///< -1: none

  QSize sizeHint() const override { return {480, 360}; }
  QSize minimumSizeHint() const override { return {120, 96}; }

Q_SIGNALS:
  void regionHovered(int region); ///< -1: none
  void regionsSelected(const std::vector<int> &regions);
  void zoomChanged(double zoom);

protected:
  void paintEvent(QPaintEvent *event) override;
  void mousePressEvent(QMouseEvent *event) override;
  void mouseMoveEvent(QMouseEvent *event) override;
  void mouseReleaseEvent(QMouseEvent *event) override;
  void wheelEvent(QWheelEvent *event) override;
  void leaveEvent(QEvent *event) override;
  void keyPressEvent(QKeyEvent *event) override;
  void resizeEvent(QResizeEvent *event) override;
  void changeEvent(QEvent *event) override;

private:
  void paint_picture(QPainter &painter);
  void paint_regions(QPainter &painter);
  void paint_faces(QPainter &painter);
  void paint_label(QPainter &painter, const QString &text, const QRectF &box);
  void paint_notice(QPainter &painter);
  void select_between(const QPointF &from, const QPointF &to);
  void select_cells(int first, int last);
  void move_cursor(int columns, int rows, bool extend);
  void set_hovered(int region);
  void zoom_at(const QPointF &point, double factor);
  void keep_in_view();
  void describe();

  QImage picture_, overlay_;
  QPixmap scaled_; // the picture at the size it is painted at
  RegionGrid grid_;
  std::vector<int> selected_;
  std::vector<FaceMark> faces_;
  QString notice_;
  bool notice_over_picture_ = false;
  double zoom_ = 1.0;
  QPointF pan_;
  QPointF press_, drag_;
  bool selecting_ = false, panning_ = false;
  int hovered_ = -1;
  int cursor_ = -1, anchor_ = -1; // keyboard
};

} // namespace affect::ui
