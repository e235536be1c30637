#include "robustness/robustness_dialog.h"

#include "batch/csv_cell.h"
#include "models/error_text.h"
#include "widgets/save_drawing.h"

#include <QClipboard>
#include <QComboBox>
#include <QEvent>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace affect::ui {

RobustnessDialog::RobustnessDialog(const QString &bundle, std::vector<RobustnessCurve> curves, QWidget *parent)
    : QDialog(parent), bundle_(bundle), curves_(std::move(curves)) {
  setObjectName(QStringLiteral("robustness_dialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  title_ = new QLabel(bundle_);
  title_->setObjectName(QStringLiteral("title"));
  text_ = new QLabel;
  text_->setObjectName(QStringLiteral("muted"));
  text_->setWordWrap(true);
  metric_label_ = new QLabel;
  metric_ = new QComboBox;
  metric_->addItems({QString(), QString()});
  metric_label_->setBuddy(metric_);
  state_ = new QLabel;
  state_->setObjectName(QStringLiteral("muted"));
  chart_ = new RobustnessChart;
  save_ = new QPushButton;
  copy_ = new QPushButton;
  close_ = new QPushButton;
  for (QPushButton *button : {save_, copy_, close_})
    button->setAutoDefault(false);
  auto *head = new QHBoxLayout;
  head->addWidget(title_, 1);
  head->addWidget(metric_label_);
  head->addWidget(metric_);
  auto *buttons = new QHBoxLayout;
  buttons->addWidget(save_);
  buttons->addWidget(copy_);
  buttons->addWidget(state_, 1);
  buttons->addWidget(close_);
  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(16, 14, 16, 14);
  column->setSpacing(8);
  column->addLayout(head);
  column->addWidget(text_);
  column->addWidget(chart_, 1);
  column->addLayout(buttons);
  connect(metric_, &QComboBox::currentIndexChanged, this, &RobustnessDialog::refresh);
  connect(save_, &QPushButton::clicked, this, &RobustnessDialog::choose_file);
  connect(copy_, &QPushButton::clicked, this, &RobustnessDialog::copy_values);
  connect(close_, &QPushButton::clicked, this, &QDialog::close);
  retranslate();
  refresh();
  resize(820, 520);
}

void RobustnessDialog::refresh() {
  chart_->setCurves(curves_, metric_->currentIndex() == 1 ? RobustnessMetric::weighted_f1 : RobustnessMetric::accuracy);
}

void RobustnessDialog::choose_file() {
  const QString path = ask_drawing_file(this, bundle_ + QStringLiteral("-robustness.png"));
  if (path.isEmpty())
    return;
  const Result<void> saved = chart_->save(path);
  state_->setText(saved.ok() ? tr("Saved %1").arg(QFileInfo(path).fileName()) : text_of(saved.error()).text);
  if (!saved.ok())
    Q_EMIT failed(saved.error());
}

void RobustnessDialog::copy_values() {
  static constexpr const char *fillings[] = {"translation", "zeros", "own"};
  std::string csv = "removed,share,filling,accuracy,weighted_f1\r\n";
  for (const RobustnessCurve &curve : curves_)
    for (const RobustnessPoint &point : curve.points)
      csv += std::string(name_of(curve.removed)) + ',' + csv_number(point.share) + ',' +
             fillings[static_cast<int>(curve.filling)] + ',' + csv_number(point.accuracy) + ',' +
             csv_number(point.weighted_f1) + "\r\n";
  QGuiApplication::clipboard()->setText(QString::fromStdString(csv));
  state_->setText(tr("The values are on the clipboard as CSV"));
}

void RobustnessDialog::changeEvent(QEvent *event) {
  if (chart_ && event->type() == QEvent::LanguageChange)
    retranslate();
  QDialog::changeEvent(event);
}

void RobustnessDialog::retranslate() {
  const auto name = [](QPushButton *button, const QString &text, const QString &tip) {
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolTip(tip);
  };
  setWindowTitle(tr("Robustness"));
  text_->setText(
      tr("How well the model reads labelled posts as more and more of them lose their image or their text. Point "
         "at a curve for its values."));
  metric_label_->setText(tr("&Measure:"));
  {
    const QSignalBlocker guard(metric_);
    metric_->setItemText(0, tr("Accuracy"));
    metric_->setItemText(1, tr("Weighted F1"));
  }
  metric_->setAccessibleName(tr("Measure"));
  metric_->setToolTip(tr("What the curves show"));
  name(save_, tr("Save chart…"), tr("Save the chart as a PNG picture or an SVG drawing"));
  name(copy_, tr("Copy values"), tr("Copy the values as CSV"));
  name(close_, tr("Close"), tr("Close this window"));
}

} // namespace affect::ui
