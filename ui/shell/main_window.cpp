#include "shell/main_window.h"

#include "batch_dock/batch_controller.h"
#include "batch_dock/batch_panel.h"
#include "batch_dock/run_row.h"
#include "items/items_panel.h"
#include "reading/reading_panel.h"
#include "shell/actions.h"
#include "shell/batch_commands.h"
#include "shell/dialogs.h"
#include "shell/list_commands.h"
#include "shell/menus.h"
#include "shell/message_bar.h"
#include "shell/model_commands.h"
#include "shell/open_commands.h"
#include "shell/recent_files.h"
#include "shell/stage_commands.h"
#include "shell/status_area.h"
#include "shell/welcome.h"
#include "shell/window_layout.h"
#include "stage/stage.h"
#include "theme/language.h"
#include "theme/theme.h"
#include "widgets/drop_zone.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QScrollArea>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QVBoxLayout>

namespace affect::ui {
namespace {

// For windows that are lower than their content needs.
QScrollArea *scrolled(QWidget *content) {
  auto *scroll = new QScrollArea;
  scroll->setWidget(content);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  return scroll;
}

} // namespace

MainWindow::MainWindow(ReadingService *service, Theme *theme, Language *language)
    : theme_(theme), language_(language) {
  setObjectName(QStringLiteral("main_window"));
  build_parts(service);
  connect_window();
  connect_progress();
  new ListCommands(parts_);
  open_commands_ = new OpenCommands(parts_);
  new StageCommands(parts_);
  connect_look();
  model_commands_ = new ModelCommands(parts_);
  batch_commands_->connectTo(parts_, layout_->batchDock());
  retranslate();
  refresh_centre();
  parts_.welcome->setFocus(); // not the search field, which would take what is pasted
  resize(1360, 860);
  layout_->keepAsFirst();
  restoreSettings();
}

MainWindow::~MainWindow() { delete layout_->batchDock(); } // its table goes before the rows

// The Tab key follows the order in which the docks and the centre are added.
void MainWindow::build_parts(ReadingService *service) {
  parts_.window = this;
  parts_.workspace = new Workspace(service, this);
  parts_.recent = new RecentFiles(this);
  parts_.actions = new Actions(this);
  parts_.menus = new Menus(this, parts_.actions, parts_.recent);
  layout_ = new WindowLayout(this);
  batch_commands_ = new BatchCommands(this);
  parts_.batch = batch_commands_->panel();
  layout_->addBatchDock(parts_.batch);
  build_centre();
  parts_.items = new ItemsPanel(parts_.workspace->items());
  parts_.reading = new ReadingPanel(parts_.workspace->session());
  layout_->addSideDocks(parts_.items, parts_.reading);
  parts_.menus->setPanels(layout_->toggles());
  parts_.status = new StatusArea(statusBar());
}

void MainWindow::build_centre() {
  const Actions &a = *parts_.actions;
  parts_.stage = new Stage(parts_.workspace->session(), parts_.workspace->items());
  for (QAction *action : {a.zoom_out, a.zoom_fit, a.zoom_in, a.copy_overlay})
    parts_.stage->addHeaderAction(action);
  QScrollArea *stage = scrolled(parts_.stage);
  stage->setFocusPolicy(Qt::NoFocus);
  parts_.welcome = new Welcome(parts_.recent);
  centre_ = new QStackedWidget;
  centre_->addWidget(scrolled(parts_.welcome));
  centre_->addWidget(stage);
  centre_->setMinimumSize(220, 160);
  parts_.messages = new MessageBar;
  auto *middle = new QWidget;
  auto *column = new QVBoxLayout(middle);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(parts_.messages);
  column->addWidget(batch_commands_->offer());
  column->addWidget(centre_, 1);
  setCentralWidget(middle);
  layout_->setCentre(centre_, parts_.stage);
}

void MainWindow::connect_window() {
  auto *drops = new DropZone(this);
  for (QDockWidget *dock : layout_->docks())
    drops->watch(dock);
  connect(drops, &DropZone::dropped, this, &MainWindow::open);
  for (const auto signal : {&ItemModel::rowsInserted, &ItemModel::rowsRemoved})
    connect(parts_.workspace->items(), signal, this, &MainWindow::refresh_centre);
  const Actions &a = *parts_.actions;
  connect(a.quit, &QAction::triggered, this, &MainWindow::close);
  connect(a.reset_layout, &QAction::triggered, this, &MainWindow::resetLayout);
  connect(a.shortcuts, &QAction::triggered, this,
          [this] { show_shortcuts(this, *parts_.actions); });
  connect(a.about, &QAction::triggered, this, [this] { show_about(this); });
  connect(a.about_qt, &QAction::triggered, this, [] { QApplication::aboutQt(); });
}

void MainWindow::connect_progress() {
  Workspace *workspace = parts_.workspace;
  Importer *importer = workspace->importer();
  StatusArea *status = parts_.status;
  connect(workspace, &Workspace::failed, parts_.messages, &MessageBar::add);
  connect(workspace->background(), &BackgroundReader::progressed, status,
          &StatusArea::setReadingLeft);
  connect(importer, &Importer::started, status, [status] { status->setImporting(true, 0); });
  connect(importer, &Importer::progressed, status,
          [status](int posts) { status->setImporting(true, posts); });
  connect(importer, &Importer::finished, status, [status] { status->setImporting(false, 0); });
  connect(status, &StatusArea::cancelImport, importer, &Importer::cancel);
}

void MainWindow::connect_look() {
  const auto check = [](QActionGroup *group, const QString &value) {
    for (QAction *action : group->actions())
      action->setChecked(action->data().toString() == value);
  };
  const Actions &a = *parts_.actions;
  check(a.theme, Theme::name_of(theme_->choice()));
  check(a.language, language_->code());
  connect(a.theme, &QActionGroup::triggered, this, [this](QAction *action) {
    QSettings().setValue(QStringLiteral("theme"), action->data());
    theme_->apply(Theme::from_name(action->data().toString()));
  });
  connect(a.language, &QActionGroup::triggered, this, [this](QAction *action) {
    QSettings().setValue(QStringLiteral("language"), action->data());
    language_->apply(action->data().toString());
  });
  connect(theme_, &Theme::changed, this,
          &MainWindow::retranslate); // pixmaps in labels are drawn again
}

void MainWindow::openPaths(const QStringList &paths) { open_commands_->openPaths(paths); }
void MainWindow::openSamples() { open_commands_->openSamples(); }
void MainWindow::open(const Incoming &incoming) { open_commands_->open(incoming); }
RunRow *MainWindow::offer() const { return batch_commands_->offer(); }
ModelsDialog *MainWindow::modelsDialog() const { return model_commands_->modelsDialog(); }
CompareDialog *MainWindow::showCompare() { return model_commands_->showCompare(); }
void MainWindow::showBatch() { batch_commands_->show(); }
bool MainWindow::isEmpty() const { return centre_->currentIndex() == 0; }

void MainWindow::refresh_centre() {
  centre_->setCurrentIndex(parts_.workspace->items()->rowCount() == 0 ? 0 : 1);
}

void MainWindow::saveSettings() const {
  QSettings settings;
  layout_->save(settings);
  parts_.stage->save(settings);
  parts_.items->save(settings);
  parts_.batch->save(settings);
}

void MainWindow::restoreSettings() {
  const QSettings settings;
  layout_->restore(settings);
  parts_.stage->restore(settings);
  parts_.items->restore(settings);
  parts_.batch->restore(settings);
}

void MainWindow::resetLayout() {
  layout_->reset();
  parts_.stage->reset();
}

void MainWindow::closeEvent(QCloseEvent *event) {
  saveSettings();
  parts_.workspace->importer()->cancel();
  parts_.workspace->background()->stop();
  batch_commands_->controller()->stop(); // the next start offers to go on
  event->accept();
}

void MainWindow::resizeEvent(QResizeEvent *event) {
  QMainWindow::resizeEvent(event);
  if (isVisible())
    layout_->followSize();
}

void MainWindow::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange)
    retranslate();
  QMainWindow::changeEvent(event);
}

void MainWindow::retranslate() {
  setWindowTitle(tr("Affectscope"));
  parts_.actions->retranslate();
  parts_.menus->retranslate();
  parts_.status->retranslate();
  model_commands_->retranslate();
  layout_->itemsDock()->setWindowTitle(tr("Posts"));
  layout_->readingDock()->setWindowTitle(tr("Reading"));
  batch_commands_->retranslate();
}

} // namespace affect::ui
