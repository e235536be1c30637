#pragma once

#include "analysis/reading.h"

#include <QWidget>

#include <optional>

namespace affect::ui {

/// The three probabilities as bars with signs, names and numbers; a mark shows where each stood
/// before a what-if.
class PolarityBars : public QWidget {
  Q_OBJECT
public:
  explicit PolarityBars(QWidget *parent = nullptr);
  void setProbabilities(const PolarityProbabilities &now,
                        const std::optional<PolarityProbabilities> &before = {});
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

protected:
  void paintEvent(QPaintEvent *event) override;
  void changeEvent(QEvent *event) override;

private:
  void describe();

  PolarityProbabilities now_{};
  std::optional<PolarityProbabilities> before_;
};

/// Valence from −1 to +1 on a line with its zero in the middle.
class ValenceGauge : public QWidget {
  Q_OBJECT
public:
  explicit ValenceGauge(QWidget *parent = nullptr);
  void setValence(double now, std::optional<double> before = {});
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

protected:
  void paintEvent(QPaintEvent *event) override;

private:
  double now_ = 0;
  std::optional<double> before_;
};

/// Three probabilities as one thin bar of three parts.
class StackedBar : public QWidget {
  Q_OBJECT
public:
  explicit StackedBar(QWidget *parent = nullptr);
  void setProbabilities(const PolarityProbabilities &probabilities);

protected:
  void paintEvent(QPaintEvent *event) override;

private:
  PolarityProbabilities probabilities_{};
};

} // namespace affect::ui
