#pragma once

#include "evaluate/reliability_chart.h"
#include "widgets/figure_dialog.h"

namespace affect::ui {

/// How right a bundle's confidence is; from the bundle's reliability.csv.
class ReliabilityDialog : public FigureDialog {
  Q_OBJECT
public:
  ReliabilityDialog(const QString &bundle, std::vector<ReliabilityCurve> curves,
                    QWidget *parent = nullptr);

  ReliabilityChart *chart() const { return chart_; }
  /// The calibration error, before and after the model's temperature where it has one.
  QString summary() const;

protected:
  Result<void> save_chart(const QString &path) const override;
  std::string csv() const override;
  void retranslate() override;

private:
  std::vector<ReliabilityCurve> curves_;
  QLabel *summary_;
  ReliabilityChart *chart_;
};

} // namespace affect::ui
