#pragma once

#include "evaluate/reliability_table.h"

#include <QWidget>

namespace affect::ui {

/// "at temperature 1" and so on, in the user's language.
QString label_of(const ReliabilityCurve &curve);

/// A reliability diagram: how often a model is right against how sure it is, with the diagonal on
/// which it ought to lie and, below, how many posts are that sure. Before and after differ in
/// colour, marker and kind of line.
class ReliabilityChart : public QWidget {
  Q_OBJECT
public:
  explicit ReliabilityChart(QWidget *parent = nullptr);

  void setCurves(std::vector<ReliabilityCurve> curves);
  /// What is said of the point at `position`, or empty where none is near.
  QString valueAt(const QPoint &position) const;
  /// Where a bin's point lies.
  QPointF positionOf(std::size_t curve, std::size_t bin) const;
  /// Errors: unreadable (the file cannot be written). PNG or SVG by the file's ending.
  Result<void> save(const QString &path, int scale = 2) const;

  QSize sizeHint() const override { return {560, 460}; }
  QSize minimumSizeHint() const override { return {360, 280}; }

protected:
  void paintEvent(QPaintEvent *event) override;
  void mouseMoveEvent(QMouseEvent *event) override;
  void leaveEvent(QEvent *event) override;
  void changeEvent(QEvent *event) override;

private:
  struct Nearest {
    int curve = -1, bin = -1;
  };
  QRectF plot() const;   ///< confidence from left to right, accuracy upwards, both 0 … 1
  QRectF counts() const; ///< the strip below it
  Nearest nearest(const QPointF &position) const;
  QString said_of(const Nearest &which) const;
  void paint(QPainter &painter) const;
  void paint_axes(QPainter &painter) const;
  void paint_counts(QPainter &painter) const;
  void paint_curve(QPainter &painter, std::size_t which) const;
  void paint_names(QPainter &painter) const;
  void describe();

  std::vector<ReliabilityCurve> curves_;
  Nearest hovered_;
};

} // namespace affect::ui
