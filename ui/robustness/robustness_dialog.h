#pragma once

#include "robustness/robustness_chart.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QPushButton;

namespace affect::ui {

/// How well a bundle reads as posts lose their image or their text; from the bundle's robustness.csv.
class RobustnessDialog : public QDialog {
  Q_OBJECT
public:
  RobustnessDialog(const QString &bundle, std::vector<RobustnessCurve> curves, QWidget *parent = nullptr);

  RobustnessChart *chart() const { return chart_; }

Q_SIGNALS:
  void failed(const affect::Error &error);

protected:
  void changeEvent(QEvent *event) override;

private:
  void refresh();
  void choose_file();
  void copy_values();
  void retranslate();

  QString bundle_;
  std::vector<RobustnessCurve> curves_;
  QLabel *title_, *text_, *metric_label_, *state_;
  QComboBox *metric_;
  RobustnessChart *chart_ = nullptr;
  QPushButton *save_, *copy_, *close_;
};

} // namespace affect::ui
