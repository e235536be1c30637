#pragma once

#include "analysis/reading.h"

#include <QWidget>

#include <vector>

namespace affect::ui {

/// How much each modality weighed in each semantic dimension: a row a modality, a column a
/// dimension, the dimensions in which the first one weighs most on the left.
class SemanticMapView : public QWidget {
  Q_OBJECT
public:
  explicit SemanticMapView(QWidget *parent = nullptr);
  void setMap(const SemanticMap &map, const std::vector<UnimodalReading> &modalities);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

protected:
  void paintEvent(QPaintEvent *event) override;
  bool event(QEvent *event) override;
  void changeEvent(QEvent *event) override;

private:
  struct Row {
    Modality modality;
    bool present;
  };
  float weight(int row, int column) const;
  int names_width() const;
  int row_height() const;
  QRectF cells(int row) const;
  void describe();

  SemanticMap map_;
  std::vector<Row> rows_;
  std::vector<int> order_; ///< dimensions from left to right
};

} // namespace affect::ui
