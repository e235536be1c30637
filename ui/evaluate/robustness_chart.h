#pragma once

#include "evaluate/robustness_curves.h"

#include <QtCharts/QChartView>

class QLineSeries;
class QValueAxis;

namespace affect::ui {

enum class RobustnessMetric { accuracy, weighted_f1 };

/// "Image removed, translated" in the user's language.
QString label_of(const RobustnessCurve &curve);

/// The curves with a name at each one's end. Colour, marker and name say what was removed;
/// the filling by the kind of line.
class RobustnessChart : public QChartView {
  Q_OBJECT
public:
  explicit RobustnessChart(QWidget *parent = nullptr);

  void setCurves(std::vector<RobustnessCurve> curves, RobustnessMetric metric);
  /// What is said of the point at `position` (in the view's pixels), or empty where none is near.
  QString valueAt(const QPoint &position) const;
  /// Where a curve's point lies in the view, in pixels.
  QPoint positionOf(int curve, int point) const;

  /// Errors: unreadable (the file cannot be written). PNG or SVG by the file's ending.
  Result<void> save(const QString &path, int scale = 2) const;

protected:
  void mouseMoveEvent(QMouseEvent *event) override;
  void leaveEvent(QEvent *event) override;
  void changeEvent(QEvent *event) override;
  void drawForeground(QPainter *painter, const QRectF &rect) override;

private:
  struct Nearest {
    int curve = -1, point = -1;
  };
  void build();
  double value_of(const RobustnessPoint &point) const;
  Nearest nearest(const QPoint &position) const;
  QString said_of(const Nearest &which) const;
  void paint_names(QPainter &painter) const;
  void paint_markers(QPainter &painter) const;
  void describe();

  std::vector<RobustnessCurve> curves_;
  std::vector<QLineSeries *> series_;
  RobustnessMetric metric_ = RobustnessMetric::accuracy;
  QValueAxis *shares_, *values_;
  Nearest hovered_;
};

} // namespace affect::ui
