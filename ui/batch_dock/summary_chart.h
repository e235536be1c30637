#pragma once

#include "batch/journal/journal_reader.h"

#include <QtCharts/QChartView>

#include <vector>

class QBarCategoryAxis;
class QValueAxis;

namespace affect::ui {

/// A column of a chart: its name, how high, what is written above it.
struct ChartBar {
  QString name;
  QString label; ///< below it, short
  double value = 0;
  QString said;
  QColor colour;
};

/// A few columns with their values above them.
class SummaryChart : public QChartView {
  Q_OBJECT
public:
  explicit SummaryChart(QWidget *parent = nullptr);

  /// `most`: where the axis ends; 0: at the highest column.
  void setBars(const QString &title, const std::vector<ChartBar> &bars, double most = 0);
  const std::vector<ChartBar> &bars() const { return bars_; }
  QString title() const { return title_; }
  QSize sizeHint() const override { return {150, 150}; }
  QSize minimumSizeHint() const override { return {110, 70}; }

protected:
  void drawForeground(QPainter *painter, const QRectF &rect) override;
  void changeEvent(QEvent *event) override;

private:
  void build();

  QString title_;
  std::vector<ChartBar> bars_;
  double most_ = 0;
  QBarCategoryAxis *names_;
  QValueAxis *values_;
};

} // namespace affect::ui
