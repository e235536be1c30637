#pragma once

#include <QWidget>

#include <optional>

namespace affect::ui {

/// How much a modality weighed, 0 … 1: a bar with its number; a mark shows where it stood before a
/// what-if.
class WeightBar : public QWidget {
  Q_OBJECT
public:
  explicit WeightBar(QWidget *parent = nullptr);
  void setWeight(double now, std::optional<double> before = {});
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

protected:
  void paintEvent(QPaintEvent *event) override;
  void changeEvent(QEvent *event) override;

private:
  void describe();

  double now_ = 0;
  std::optional<double> before_;
};

} // namespace affect::ui
