#include "reliability/reliability_dialog.h"

#include "batch/csv_cell.h"
#include "models/error_text.h"
#include "widgets/save_drawing.h"

#include <QClipboard>
#include <QEvent>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace affect::ui {

ReliabilityDialog::ReliabilityDialog(const QString &bundle, std::vector<ReliabilityCurve> curves, QWidget *parent)
    : QDialog(parent), bundle_(bundle), curves_(std::move(curves)) {
  setObjectName(QStringLiteral("reliability_dialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  title_ = new QLabel(bundle_);
  title_->setObjectName(QStringLiteral("title"));
  text_ = new QLabel;
  text_->setObjectName(QStringLiteral("muted"));
  text_->setWordWrap(true);
  summary_ = new QLabel;
  summary_->setObjectName(QStringLiteral("reliability_summary"));
  summary_->setWordWrap(true);
  summary_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  state_ = new QLabel;
  state_->setObjectName(QStringLiteral("muted"));
  chart_ = new ReliabilityChart;
  chart_->setCurves(curves_);
  save_ = new QPushButton;
  copy_ = new QPushButton;
  close_ = new QPushButton;
  auto *buttons = new QHBoxLayout;
  for (QPushButton *button : {save_, copy_}) {
    button->setAutoDefault(false);
    buttons->addWidget(button);
  }
  close_->setAutoDefault(false);
  buttons->addWidget(state_, 1);
  buttons->addWidget(close_);
  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(16, 14, 16, 14);
  column->setSpacing(8);
  for (QLabel *label : {title_, text_, summary_})
    column->addWidget(label);
  column->addWidget(chart_, 1);
  column->addLayout(buttons);
  connect(save_, &QPushButton::clicked, this, &ReliabilityDialog::choose_file);
  connect(copy_, &QPushButton::clicked, this, &ReliabilityDialog::copy_values);
  connect(close_, &QPushButton::clicked, this, &QDialog::close);
  retranslate();
  resize(640, 620);
}

QString ReliabilityDialog::summary() const {
  const auto error_of = [](const ReliabilityCurve &curve) { return QString::number(curve.error, 'f', 3); };
  const ReliabilityCurve &first = curves_.front(), &last = curves_.back();
  const QString posts = QLocale().toString(static_cast<qlonglong>(last.posts()));
  if (curves_.size() == 1)
    return tr("Expected calibration error %1 over %2 labelled posts. The model divides its scores by no temperature.")
        .arg(error_of(first), posts);
  return tr("Expected calibration error over %1 labelled posts: %2 before, %3 after the scores are divided by the "
            "model's temperature, %4.")
      .arg(posts, error_of(first), error_of(last), QString::number(last.temperature, 'f', 2));
}

void ReliabilityDialog::choose_file() {
  const QString path = ask_drawing_file(this, bundle_ + QStringLiteral("-reliability.png"));
  if (path.isEmpty())
    return;
  const Result<void> saved = chart_->save(path);
  state_->setText(saved.ok() ? tr("Saved %1").arg(QFileInfo(path).fileName()) : text_of(saved.error()).text);
  if (!saved.ok())
    Q_EMIT failed(saved.error());
}

void ReliabilityDialog::copy_values() {
  std::string csv = "from,to,n,confidence,accuracy,temperature,ece\r\n";
  for (const ReliabilityCurve &curve : curves_)
    for (const ReliabilityBin &bin : curve.bins)
      csv += csv_number(bin.from) + ',' + csv_number(bin.to) + ',' + std::to_string(bin.posts) + ',' +
             csv_number(bin.confidence) + ',' + csv_number(bin.accuracy) + ',' + csv_number(curve.temperature) + ',' +
             csv_number(curve.error) + "\r\n";
  QGuiApplication::clipboard()->setText(QString::fromStdString(csv));
  state_->setText(tr("The values are on the clipboard as CSV"));
}

void ReliabilityDialog::changeEvent(QEvent *event) {
  if (chart_ && event->type() == QEvent::LanguageChange)
    retranslate();
  QDialog::changeEvent(event);
}

void ReliabilityDialog::retranslate() {
  const auto name = [](QPushButton *button, const QString &text, const QString &tip) {
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolTip(tip);
  };
  setWindowTitle(tr("Reliability"));
  text_->setText(tr("Whether the model is as often right as it says it is sure. On the dotted line it is; below it, it "
                    "is surer than it ought to be. Point at a mark for its values."));
  summary_->setText(summary());
  name(save_, tr("Save chart…"), tr("Save the chart as a PNG picture or an SVG drawing"));
  name(copy_, tr("Copy values"), tr("Copy the values as CSV"));
  name(close_, tr("Close"), tr("Close this window"));
}

} // namespace affect::ui
