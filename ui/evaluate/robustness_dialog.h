#pragma once

#include "evaluate/robustness_chart.h"
#include "widgets/figure_dialog.h"

class QComboBox;

namespace affect::ui {

/// How well a bundle reads as posts lose their image or their text; from the bundle's
/// robustness.csv.
class RobustnessDialog : public FigureDialog {
  Q_OBJECT
public:
  RobustnessDialog(const QString &bundle, std::vector<RobustnessCurve> curves,
                   QWidget *parent = nullptr);

  RobustnessChart *chart() const { return chart_; }

protected:
  Result<void> save_chart(const QString &path) const override;
  std::string csv() const override;
  void retranslate() override;

private:
  void refresh();

  std::vector<RobustnessCurve> curves_;
  QLabel *metric_label_;
  QComboBox *metric_;
  RobustnessChart *chart_;
};

} // namespace affect::ui
