#include "evaluate/robustness_dialog.h"

#include "batch/rows/csv_cell.h"
#include "widgets/screen_size.h"

#include <QComboBox>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace affect::ui {

RobustnessDialog::RobustnessDialog(const QString &bundle, std::vector<RobustnessCurve> curves,
                                   QWidget *parent)
    : FigureDialog(bundle, QStringLiteral("robustness"), parent), curves_(std::move(curves)) {
  metric_label_ = new QLabel;
  metric_ = new QComboBox;
  metric_->addItems({QString(), QString()});
  metric_label_->setBuddy(metric_);
  head_->addWidget(metric_label_);
  head_->addWidget(metric_);
  chart_ = new RobustnessChart;
  body_->addWidget(chart_, 1);
  connect(metric_, &QComboBox::currentIndexChanged, this, &RobustnessDialog::refresh);
  RobustnessDialog::retranslate();
  refresh();
  resize_on_screen(*this, {820, 520});
}

void RobustnessDialog::refresh() {
  chart_->setCurves(curves_, metric_->currentIndex() == 1 ? RobustnessMetric::weighted_f1
                                                          : RobustnessMetric::accuracy);
}

Result<void> RobustnessDialog::save_chart(const QString &path) const { return chart_->save(path); }

std::string RobustnessDialog::csv() const {
  static constexpr const char *fillings[] = {"translation", "zeros", "own"};
  std::string csv = "removed,share,filling,accuracy,weighted_f1\r\n";
  for (const RobustnessCurve &curve : curves_)
    for (const RobustnessPoint &point : curve.points)
      csv += std::string(name_of(curve.removed)) + ',' + csv_number(point.share) + ',' +
             fillings[static_cast<int>(curve.filling)] + ',' + csv_number(point.accuracy) + ',' +
             csv_number(point.weighted_f1) + "\r\n";
  return csv;
}

void RobustnessDialog::retranslate() {
  FigureDialog::retranslate();
  setWindowTitle(tr("Robustness"));
  text_->setText(tr("How well the model reads labelled posts as more and more of them lose their "
                    "image or their text. Point "
                    "at a curve for its values."));
  metric_label_->setText(tr("&Measure:"));
  {
    const QSignalBlocker guard(metric_);
    metric_->setItemText(0, tr("Accuracy"));
    metric_->setItemText(1, tr("Weighted F1"));
  }
  metric_->setAccessibleName(tr("Measure"));
  metric_->setToolTip(tr("What the curves show"));
}

} // namespace affect::ui
