#pragma once

#include "clip/timeline_lanes.h"

#include <QWidget>

namespace affect::ui {

/// A clip over time, one lane each for pictures, sound, words and attention, with the playhead over
/// all of them. Clicking and dragging go to a moment; the wheel with Control shows less or more of
/// the clip.
class Timeline : public QWidget {
  Q_OBJECT
public:
  explicit Timeline(QWidget *parent = nullptr);

  void setContent(TimelineContent content); ///< another clip
  void setStripPicture(int slot, const QImage &picture);
  void setPeaks(std::size_t first, const std::vector<Peak> &peaks);
  void setTranscript(const Transcript &transcript);
  void setAnalysed(const std::vector<double> &seconds);
  void setCurves(std::vector<TimelineCurve> curves);
  void setPosition(double seconds);

  double position() const { return position_; }
  const TimelineContent &content() const { return content_; }
  const TimelineLayout &layoutNow();
  /// Shows the whole clip again.
  void showAll();

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

Q_SIGNALS:
  /// `settled`: the mouse was let go or a key pressed, so the exact moment is wanted.
  void seekRequested(double seconds, bool settled);
  void stepRequested(int frames);
  void frameRequested(int direction); ///< the analysed frame before (-1) or after (1)

protected:
  void paintEvent(QPaintEvent *event) override;
  void mousePressEvent(QMouseEvent *event) override;
  void mouseMoveEvent(QMouseEvent *event) override;
  void mouseReleaseEvent(QMouseEvent *event) override;
  void wheelEvent(QWheelEvent *event) override;
  void keyPressEvent(QKeyEvent *event) override;
  void leaveEvent(QEvent *event) override;
  void changeEvent(QEvent *event) override;
  bool event(QEvent *event) override;

private:
  void paint_ruler(QPainter &painter);
  void paint_pictures(QPainter &painter);
  void paint_sound(QPainter &painter);
  void paint_words(QPainter &painter);
  void paint_curves(QPainter &painter);
  void paint_curve(QPainter &painter, const TimelineCurve &curve, const QRect &lane);
  void paint_marks(QPainter &painter);
  void paint_empty(QPainter &painter, const QRect &lane, const QString &why);
  double moment_at(const QPointF &point);
  QString tip_at(const QPointF &point);
  /// The step of a curve that is nearest, where one is near enough to be meant; -1: none.
  int step_near(const TimelineCurve &curve, double x);
  void zoom(double factor, double around);
  void keep_in_view();
  void describe();

  TimelineContent content_;
  TimelineLayout layout_;
  double position_ = 0, hovered_ = -1;
  double view_begin_ = 0, view_end_ = 1;
  bool dragging_ = false;
};

} // namespace affect::ui
