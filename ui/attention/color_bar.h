#pragma once

#include "analysis/overlay.h"

#include <QWidget>

namespace affect::ui {

/// The legend of the overlay: its colours with their scale, the threshold, and the value under the
/// pointer.
class ColorBar : public QWidget {
  Q_OBJECT
public:
  explicit ColorBar(QWidget *parent = nullptr);

  /// `most` is the value of the strongest colour; `even` the value every region would have without
  /// a preference.
  void setScale(double most, double even);
  void setColormap(Colormap colormap);
  void setThreshold(double share);
  void setMarked(double value); ///< negative: none

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

protected:
  void paintEvent(QPaintEvent *event) override;
  void changeEvent(QEvent *event) override;

private:
  void describe();

  double most_ = 0, even_ = 0, threshold_ = 0, marked_ = -1;
  Colormap colormap_ = Colormap::viridis;
};

} // namespace affect::ui
