#include "evaluate/reliability_dialog.h"

#include "batch/rows/csv_cell.h"
#include "widgets/screen_size.h"

#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

namespace affect::ui {

ReliabilityDialog::ReliabilityDialog(const QString &bundle, std::vector<ReliabilityCurve> curves,
                                     QWidget *parent)
    : FigureDialog(bundle, QStringLiteral("reliability"), parent), curves_(std::move(curves)) {
  summary_ = new QLabel;
  summary_->setObjectName(QStringLiteral("reliability_summary"));
  summary_->setWordWrap(true);
  summary_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  chart_ = new ReliabilityChart;
  chart_->setCurves(curves_);
  body_->addWidget(summary_);
  body_->addWidget(chart_, 1);
  ReliabilityDialog::retranslate();
  resize_on_screen(*this, {640, 620});
}

QString ReliabilityDialog::summary() const {
  const auto error_of = [](const ReliabilityCurve &curve) {
    return QString::number(curve.error, 'f', 3);
  };
  const ReliabilityCurve &first = curves_.front(), &last = curves_.back();
  const QString posts = QLocale().toString(static_cast<qlonglong>(last.posts()));
  if (curves_.size() == 1)
    return tr("Expected calibration error %1 over %2 labelled posts. The model divides its scores "
              "by no temperature.")
        .arg(error_of(first), posts);
  return tr("Expected calibration error over %1 labelled posts: %2 before, %3 after the scores are "
            "divided by the "
            "model's temperature, %4.")
      .arg(posts, error_of(first), error_of(last), QString::number(last.temperature, 'f', 2));
}

Result<void> ReliabilityDialog::save_chart(const QString &path) const { return chart_->save(path); }

std::string ReliabilityDialog::csv() const {
  std::string csv = "from,to,n,confidence,accuracy,temperature,ece\r\n";
  for (const ReliabilityCurve &curve : curves_)
    for (const ReliabilityBin &bin : curve.bins)
      csv += csv_number(bin.from) + ',' + csv_number(bin.to) + ',' + std::to_string(bin.posts) +
             ',' + csv_number(bin.confidence) + ',' + csv_number(bin.accuracy) + ',' +
             csv_number(curve.temperature) + ',' + csv_number(curve.error) + "\r\n";
  return csv;
}

void ReliabilityDialog::retranslate() {
  FigureDialog::retranslate();
  setWindowTitle(tr("Reliability"));
  text_->setText(tr("Whether the model is as often right as it says it is sure. On the dotted line "
                    "it is; below it, it "
                    "is surer than it ought to be. Point at a mark for its values."));
  summary_->setText(summary());
}

} // namespace affect::ui
