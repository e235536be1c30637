#include "batch_dock/batch_panel.h"

#include "batch_dock/batch_setup.h"
#include "batch_dock/batch_table.h"
#include "batch_dock/run_row.h"
#include "batch_dock/summary_charts.h"
#include "widgets/drop_zone.h"
#include "widgets/error_text.h"
#include "widgets/notice.h"
#include "widgets/paths.h"

#include <QEvent>
#include <QHeaderView>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace affect::ui {
namespace {

constexpr int room_for_charts = 1000; // pixels

const QString charts_key = QStringLiteral("batch/charts"),
              columns_key = QStringLiteral("batch/columns"),
              splitter_key = QStringLiteral("batch/splitter");

} // namespace

BatchPanel::BatchPanel(BatchController *controller, QWidget *parent)
    : QWidget(parent), controller_(controller) {
  setObjectName(QStringLiteral("batch_panel"));
  build();
  drops_ = new DropZone(this);
  connect(drops_, &DropZone::dropped, this, [this](const Incoming &incoming) {
    if (incoming.paths.isEmpty())
      notice_->showMessage(tr("Drop folders, files or lists of posts here."), true);
    else
      addInputs(incoming.paths);
  });
  connect_controller();
  retranslate();
  refresh();
}

void BatchPanel::build() {
  notice_ = new Notice;
  setup_ = new BatchSetup;
  auto *scroll = new QScrollArea; // for docks that are lower
  scroll->setWidget(setup_);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setFocusPolicy(Qt::NoFocus);
  bar_ = new BatchBar(controller_);
  table_ = new BatchTable(controller_->model());
  charts_ = new SummaryCharts;
  splitter_ = new QSplitter(Qt::Horizontal);
  splitter_->setObjectName(QStringLiteral("batch_splitter"));
  splitter_->setChildrenCollapsible(false);
  splitter_->addWidget(table_);
  splitter_->addWidget(charts_);
  splitter_->setStretchFactor(0, 1);
  splitter_->setSizes({800, 430});
  charts_->hide();
  auto *run = new QWidget;
  auto *rows = new QVBoxLayout(run);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(0);
  rows->addWidget(bar_);
  rows->addWidget(splitter_, 1);
  pages_ = new QStackedWidget;
  pages_->addWidget(scroll);
  pages_->addWidget(run);
  pages_->setMinimumHeight(60);
  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(notice_);
  column->addWidget(pages_, 1);
}

void BatchPanel::connect_controller() {
  connect(controller_, &BatchController::changed, this, &BatchPanel::refresh);
  connect(controller_, &BatchController::failed, this, [this](const Error &error) {
    const ErrorText said = text_of(error);
    notice_->showMessage(
        said.file.isEmpty() ? said.text : QStringLiteral("%1: %2").arg(said.file, said.text), true);
  });
  connect(controller_, &BatchController::earlierListed, setup_, &BatchSetup::setEarlier);
  connect(controller_, &BatchController::summaryChanged, charts_, &SummaryCharts::setSummary);
  connect(controller_, &BatchController::reportWritten, this, [this](const ReportFiles &files) {
    const auto &path = !files.csv.empty()     ? files.csv
                       : !files.jsonl.empty() ? files.jsonl
                                              : files.html;
    notice_->showMessage(tr("Saved %1").arg(from_path(path)));
  });
  connect(setup_, &BatchSetup::startRequested, this,
          [this](const QStringList &inputs, const QStringList &models) {
            notice_->hide();
            controller_->start(inputs, models);
            table_->setFocus();
          });
  connect(setup_, &BatchSetup::resumeRequested, controller_, &BatchController::resumeRun);
  connect(setup_, &BatchSetup::open, controller_, &BatchController::open);
  connect(setup_, &BatchSetup::discard, this, [this](const std::filesystem::path &journal) {
    for (const RunRow *row : setup_->findChildren<RunRow *>())
      if (row->run().journal == journal)
        confirmDiscard(journal, name_of_inputs(row->run().inputs));
  });
  connect(bar_, &BatchBar::filterChanged, controller_->model(), &JournalModel::setFilter);
  connect(bar_, &BatchBar::filterChanged, this, &BatchPanel::refresh);
  connect(bar_, &BatchBar::modelChanged, this, [this](int model) {
    controller_->model()->setShownModel(model);
    charts_->setShownModel(model);
  });
  connect(bar_, &BatchBar::chartsToggled, this, [this] {
    charts_chosen_ = true;
    refresh_charts();
  });
  connect(bar_, &BatchBar::newRequested, this, [this] {
    controller_->close();
    controller_->listEarlier();
  });
  connect(bar_, &BatchBar::reportRequested, this, &BatchPanel::save_report);
  connect(table_, &BatchTable::openRequested, this, &BatchPanel::openRequested);
  connect(table_, &BatchTable::retryRequested, controller_, &BatchController::retryFailed);
  connect(controller_->model(), &JournalModel::opened, this, [this] {
    charts_->setShownModel(0);
    setup_->clearInputs(); // they are being worked on
  });
}

bool BatchPanel::isSetup() const { return pages_->currentIndex() == 0; }

void BatchPanel::chooseFolder() {
  if (!controller_->busy())
    setup_->chooseFolder();
  else
    notice_->showMessage(tr("A run is under way; stop it to begin another."), true);
  if (!controller_->busy() && !setup_->inputs().isEmpty()) {
    controller_->close();
    setup_->addInputs({}); // the focus is where it goes on
  }
}

void BatchPanel::addInputs(const QStringList &paths) {
  if (controller_->busy()) {
    notice_->showMessage(tr("A run is under way; stop it to begin another."), true);
    return;
  }
  notice_->hide();
  controller_->close();
  setup_->addInputs(paths);
}

void BatchPanel::setModels(const QStringList &bundles, const QString &current) {
  setup_->setModels(bundles, current);
}

void BatchPanel::confirmDiscard(const std::filesystem::path &journal, const QString &name) {
  auto *box = new QMessageBox(QMessageBox::Question, tr("Discard the run"),
                              tr("Delete the results of the run over %1?").arg(name),
                              QMessageBox::Cancel, window());
  box->setObjectName(QStringLiteral("discard_box"));
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setInformativeText(tr("The posts themselves stay as they are."));
  const auto *discard = box->addButton(tr("Discard"), QMessageBox::DestructiveRole);
  box->setDefaultButton(QMessageBox::Cancel);
  connect(discard, &QAbstractButton::clicked, this,
          [this, journal] { controller_->discard(journal); });
  box->open();
}

QString BatchPanel::title() const {
  const BatchIdentity &identity = controller_->model()->identity();
  QStringList inputs, models;
  for (const auto &input : identity.inputs)
    inputs << from_path(input);
  for (const affect::BatchModel &model : identity.models)
    models << QString::fromStdString(model.id);
  if (inputs.isEmpty())
    return tr("Batch");
  return QStringLiteral("%1 — %2 · %3")
      .arg(tr("Batch"), name_of_inputs(inputs), models.join(QStringLiteral(", ")));
}

void BatchPanel::refresh() {
  pages_->setCurrentIndex(controller_->stage() == BatchStage::empty ? 0 : 1);
  setup_->setStartPossible(!controller_->busy());
  table_->setRetryPossible(controller_->stage() == BatchStage::over &&
                           controller_->model()->counts().failed > 0);
  const bool all = controller_->model()->filter() == affect::ItemFilter::all;
  table_->setPlaceholder(!all                  ? tr("No post is in this state.")
                         : controller_->busy() ? tr("Looking for posts…")
                                               : tr("No posts were found."));
  refresh_charts();
  Q_EMIT titleChanged();
}

void BatchPanel::refresh_charts() {
  if (!charts_chosen_ && isVisible()) {
    const QSignalBlocker quiet(bar_);
    bar_->setChartsShown(width() >= room_for_charts);
  }
  const bool shown = bar_->chartsShown() && !isSetup();
  if (shown != charts_->isHidden())
    return;
  charts_->setVisible(shown);
  controller_->setSummaryWanted(shown);
}

void BatchPanel::resizeEvent(QResizeEvent *event) {
  QWidget::resizeEvent(event);
  setup_->setRoom(pages_->height());
  refresh_charts();
}

void BatchPanel::showEvent(QShowEvent *event) {
  QWidget::showEvent(event);
  refresh_charts();
  controller_->listEarlier();
}

void BatchPanel::save(QSettings &settings) const {
  if (charts_chosen_)
    settings.setValue(charts_key, bar_->chartsShown());
  settings.setValue(columns_key, table_->horizontalHeader()->saveState());
  settings.setValue(splitter_key, splitter_->saveState());
}

void BatchPanel::restore(const QSettings &settings) {
  if (settings.contains(charts_key)) {
    bar_->setChartsShown(settings.value(charts_key).toBool());
    charts_chosen_ = true;
  }
  table_->horizontalHeader()->restoreState(settings.value(columns_key).toByteArray());
  splitter_->restoreState(settings.value(splitter_key).toByteArray());
}

void BatchPanel::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange)
    retranslate();
  QWidget::changeEvent(event);
}

void BatchPanel::retranslate() {
  drops_->setCaption(tr("Drop to analyse"));
  setup_->setRoom(pages_->height());
  refresh();
}

} // namespace affect::ui
