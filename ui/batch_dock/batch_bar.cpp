#include "batch_dock/batch_bar.h"

#include "theme/icon.h"
#include "widgets/elided_label.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QMenu>
#include <QProgressBar>
#include <QSettings>
#include <QSignalBlocker>
#include <QToolButton>

#include <cmath>

namespace affect::ui {
namespace {

constexpr int wide = 1080; // pixels from which the buttons have words

const QString mark_key = QStringLiteral("batch/byte_order_mark");

QString number(std::int64_t value) { return QLocale().toString(static_cast<qlonglong>(value)); }

} // namespace

BatchBar::BatchBar(BatchController *controller, QWidget *parent)
    : QWidget(parent), controller_(controller) {
  setObjectName(QStringLiteral("batch_bar"));
  status_ = new ElidedLabel;
  status_->setObjectName(QStringLiteral("batch_status"));
  status_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  progress_ = new QProgressBar;
  progress_->setRange(0, 1000);
  progress_->setTextVisible(false);
  progress_->setFixedHeight(4);
  filter_ = new QComboBox;
  filter_->setObjectName(QStringLiteral("batch_filter"));
  filter_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  model_ = new QComboBox;
  model_->setObjectName(QStringLiteral("shown_model"));
  model_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  build_buttons();
  build_reports();
  auto *row = new QHBoxLayout;
  row->setContentsMargins(12, 4, 8, 4);
  row->setSpacing(4);
  row->addWidget(status_, 1);
  for (QWidget *widget : std::initializer_list<QWidget *>{writing_, pause_, stop_, retry_, model_,
                                                          filter_, export_, charts_, new_})
    row->addWidget(widget);
  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addLayout(row);
  column->addWidget(progress_);
  connect(controller_, &BatchController::changed, this, &BatchBar::refresh);
  connect(filter_, &QComboBox::activated, this, [this] {
    Q_EMIT filterChanged(static_cast<affect::ItemFilter>(filter_->currentData().toInt()));
  });
  connect(model_, &QComboBox::activated, this, &BatchBar::modelChanged);
  retranslate();
}

void BatchBar::build_buttons() {
  const auto make = [](QToolButton *&button, const char *name, const char *glyph) {
    button = new QToolButton;
    button->setObjectName(QLatin1String(name));
    button->setIcon(icon(QLatin1String(glyph)));
  };
  make(pause_, "pause_batch", "pause");
  make(stop_, "stop_batch", "stop");
  make(retry_, "retry_failed", "reset");
  make(export_, "export_batch", "export");
  make(charts_, "batch_charts", "chart");
  make(new_, "new_batch", "folder");
  make(writing_, "cancel_report", "close");
  writing_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  charts_->setCheckable(true);
  export_->setPopupMode(QToolButton::InstantPopup);
  connect(pause_, &QToolButton::clicked, this, &BatchBar::go_or_pause);
  connect(stop_, &QToolButton::clicked, controller_, &BatchController::stop);
  connect(retry_, &QToolButton::clicked, controller_, &BatchController::retryFailed);
  connect(writing_, &QToolButton::clicked, controller_, &BatchController::cancelWriting);
  connect(charts_, &QToolButton::toggled, this, &BatchBar::chartsToggled);
  connect(new_, &QToolButton::clicked, this, &BatchBar::newRequested);
}

void BatchBar::build_reports() {
  reports_ = new QMenu(this);
  const auto make = [this](QAction *&action, const char *name, BatchReport report) {
    action = reports_->addAction(QString());
    action->setObjectName(QLatin1String(name));
    connect(action, &QAction::triggered, this, [this, report] { Q_EMIT reportRequested(report); });
  };
  make(csv_, "export_csv", BatchReport::csv);
  make(jsonl_, "export_jsonl", BatchReport::jsonl);
  make(html_, "export_html", BatchReport::html);
  make(charts_picture_, "export_charts", BatchReport::charts);
  reports_->addSeparator();
  mark_ = reports_->addAction(QString());
  mark_->setCheckable(true);
  mark_->setChecked(QSettings().value(mark_key, false).toBool());
  connect(mark_, &QAction::toggled, this, [](bool on) { QSettings().setValue(mark_key, on); });
  export_->setMenu(reports_);
}

void BatchBar::go_or_pause() {
  if (controller_->stage() == BatchStage::running)
    controller_->pause();
  else if (controller_->stage() == BatchStage::paused)
    controller_->resume();
  else
    controller_->resumeRun(controller_->journal());
}

QString BatchBar::status() const { return status_->fullText(); }

bool BatchBar::byteOrderMark() const { return mark_->isChecked(); }

bool BatchBar::chartsShown() const { return charts_->isChecked(); }

void BatchBar::setChartsShown(bool shown) { charts_->setChecked(shown); }

QString BatchBar::status_of_run() const {
  const BatchProgress &p = controller_->progress();
  QStringList parts;
  if (controller_->stage() == BatchStage::paused)
    parts << tr("Paused");
  if (controller_->stage() == BatchStage::stopping)
    parts << tr("Stopping…");
  if (p.phase == BatchPhase::loading)
    parts << tr("Loading the model…");
  parts << (p.scan_complete ? tr("%1 of %2 posts") : tr("%1 of %2 posts found so far"))
               .arg(number(p.done + p.failed), number(p.found));
  if (p.failed > 0)
    parts << tr("%1 failed").arg(number(p.failed));
  if (controller_->stage() == BatchStage::running && p.items_per_second > 0) {
    const int decimals = p.items_per_second < 10 ? 1 : 0;
    parts << tr("%1 posts/s").arg(QLocale().toString(p.items_per_second, 'f', decimals));
    if (p.seconds_left && p.scan_complete) {
      const auto seconds = static_cast<qint64>(std::ceil(*p.seconds_left));
      parts << (seconds < 60 ? tr("%1 s left").arg(seconds)
                : seconds < 3600
                    ? tr("%1 min left").arg((seconds + 30) / 60)
                    : tr("%1 h %2 min left").arg(seconds / 3600).arg(seconds % 3600 / 60));
    }
  }
  return parts.join(QStringLiteral(" · "));
}

QString BatchBar::status_of_journal() const {
  const JournalModel *model = controller_->model();
  const JournalCounts &counts = model->counts();
  QStringList parts;
  const BatchPhase phase = controller_->progress().phase;
  if (counts.waiting > 0 || !model->scanComplete()) {
    parts << (phase == BatchPhase::broken ? tr("Could not go on") : tr("Interrupted"));
    parts << tr("%1 of %2 posts").arg(number(counts.done + counts.failed), number(counts.all()));
  } else {
    parts << tr("Done") << tr("%n post(s)", nullptr, static_cast<int>(counts.all()));
  }
  if (counts.failed > 0)
    parts << tr("%1 failed").arg(number(counts.failed));
  return parts.join(QStringLiteral(" · "));
}

void BatchBar::refresh() {
  const BatchStage stage = controller_->stage();
  const JournalCounts &counts = controller_->model()->counts();
  const bool busy = controller_->busy(), over = stage == BatchStage::over;
  const bool left = counts.waiting > 0 || !controller_->model()->scanComplete();
  status_->setFullText(stage == BatchStage::starting ? tr("Starting…")
                       : busy                        ? status_of_run()
                                                     : status_of_journal());
  progress_->setRange(0, stage == BatchStage::starting ? 0 : 1000);
  progress_->setValue(
      counts.all() > 0 ? static_cast<int>(1000 * (counts.done + counts.failed) / counts.all()) : 0);
  const bool running = stage == BatchStage::running;
  pause_->setVisible(running || stage == BatchStage::paused || (over && left));
  pause_->setIcon(icon(running ? QStringLiteral("pause") : QStringLiteral("play")));
  pause_->setText(running ? tr("Pause") : tr("Go on"));
  pause_->setToolTip(running ? tr("Pause after the batch that is being computed")
                             : tr("Analyse what is left"));
  pause_->setAccessibleName(pause_->text());
  stop_->setVisible(busy);
  stop_->setEnabled(stage != BatchStage::stopping);
  retry_->setVisible(over && counts.failed > 0);
  new_->setEnabled(!busy);
  new_->setToolTip(busy ? tr("A run is under way; stop it to begin another")
                        : tr("Analyse something else"));
  const bool any = counts.done + counts.failed > 0;
  export_->setEnabled(any && !controller_->writing());
  writing_->setVisible(controller_->writing());
  if (const double share = controller_->written(); share >= 0)
    writing_->setText(tr("Report %1 %").arg(static_cast<int>(share * 100)));
  else
    writing_->setText(tr("Report…"));
  refresh_filter();
  refresh_models();
}

void BatchBar::refresh_filter() {
  const QSignalBlocker quiet(filter_);
  const JournalCounts &counts = controller_->model()->counts();
  const std::int64_t disagreeing = controller_->model()->disagreeing();
  const auto filters = {affect::ItemFilter::all, affect::ItemFilter::done,
                        affect::ItemFilter::failed, affect::ItemFilter::waiting,
                        affect::ItemFilter::disagreeing};
  const QString names[] = {tr("All"), tr("Done"), tr("Failed"), tr("Waiting"), tr("≠ Disagreeing")};
  int i = 0;
  for (const affect::ItemFilter filter : filters) {
    const QString text = QStringLiteral("%1 (%2)").arg(
        names[i],
        number(filter == affect::ItemFilter::disagreeing ? disagreeing : counts.of(filter)));
    if (i == filter_->count())
      filter_->addItem(text, static_cast<int>(filter));
    else if (filter_->itemText(i) != text)
      filter_->setItemText(i, text);
    if (filter == controller_->model()->filter())
      filter_->setCurrentIndex(i);
    ++i;
  }
}

void BatchBar::refresh_models() {
  const QSignalBlocker quiet(model_);
  QStringList names;
  for (const affect::BatchModel &model : controller_->model()->identity().models)
    names << QString::fromStdString(model.id);
  QStringList shown;
  for (int i = 0; i < model_->count(); ++i)
    shown << model_->itemText(i);
  if (names != shown) {
    model_->clear();
    model_->addItems(names);
  }
  model_->setCurrentIndex(controller_->model()->shownModel());
  model_->setVisible(names.size() > 1);
}

void BatchBar::resizeEvent(QResizeEvent *event) {
  QWidget::resizeEvent(event);
  const auto style = width() >= wide ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly;
  for (QToolButton *button : {pause_, stop_, retry_, export_, charts_, new_})
    button->setToolButtonStyle(style);
}

void BatchBar::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange)
    retranslate();
  QWidget::changeEvent(event);
}

void BatchBar::retranslate() {
  const auto name = [](QToolButton *button, const QString &text, const QString &tip) {
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolTip(tip);
  };
  name(stop_, tr("Stop"), tr("Stop the run; what is done stays, and the run can go on later"));
  name(retry_, tr("Retry failed"), tr("Try the posts that failed once more"));
  name(export_, tr("Save"), tr("Save the results as a report"));
  name(charts_, tr("Charts"), tr("Show or hide the summary"));
  name(new_, tr("New"), QString());
  name(writing_, QString(), tr("Stop writing the report; no half-written file stays behind"));
  writing_->setAccessibleName(tr("Stop writing the report"));
  csv_->setText(tr("&CSV table…"));
  jsonl_->setText(tr("&JSON Lines…"));
  html_->setText(tr("&HTML report with pictures…"));
  charts_picture_->setText(tr("C&harts as a picture…"));
  mark_->setText(tr("CSV with a byte order mark, for &Excel"));
  filter_->setAccessibleName(tr("Show"));
  filter_->setToolTip(tr("Which posts the table lists"));
  model_->setAccessibleName(tr("Model shown"));
  model_->setToolTip(tr("Whose results the table and the charts show"));
  progress_->setAccessibleName(tr("Progress"));
  refresh();
}

} // namespace affect::ui
