#pragma once

#include "reliability/reliability_chart.h"

#include <QDialog>

class QLabel;
class QPushButton;

namespace affect::ui {

/// How right a bundle's confidence is; from the bundle's reliability.csv.
class ReliabilityDialog : public QDialog {
  Q_OBJECT
public:
  ReliabilityDialog(const QString &bundle, std::vector<ReliabilityCurve> curves, QWidget *parent = nullptr);

  ReliabilityChart *chart() const { return chart_; }
  /// The calibration error, before and after the model's temperature where it has one.
  QString summary() const;

Q_SIGNALS:
  void failed(const affect::Error &error);

protected:
  void changeEvent(QEvent *event) override;

private:
  void choose_file();
  void copy_values();
  void retranslate();

  QString bundle_;
  std::vector<ReliabilityCurve> curves_;
  QLabel *title_, *text_, *summary_, *state_;
  ReliabilityChart *chart_ = nullptr;
  QPushButton *save_, *copy_, *close_;
};

} // namespace affect::ui
