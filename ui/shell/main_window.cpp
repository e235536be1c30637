#include "shell/main_window.h"

#include "batch_dock/batch_controller.h"
#include "batch_dock/batch_panel.h"
#include "batch_dock/run_row.h"
#include "items/items_panel.h"
#include "reading/reading_panel.h"
#include "shell/actions.h"
#include "shell/menus.h"
#include "shell/message_bar.h"
#include "shell/overlay_export.h"
#include "shell/recent_files.h"
#include "shell/status_area.h"
#include "shell/welcome.h"
#include "stage/stage.h"
#include "theme/language.h"
#include "theme/theme.h"
#include "widgets/drop_zone.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QListView>
#include <QResizeEvent>
#include <QScrollArea>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QVBoxLayout>

namespace affect::ui {
namespace {

constexpr int state_version =
    1; // of the docks' layout; a layout saved by another version is not restored

} // namespace

MainWindow::MainWindow(ReadingService *service, Theme *theme, Language *language)
    : theme_(theme), language_(language) {
  setObjectName(QStringLiteral("main_window"));
  setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
  workspace_ = new Workspace(service, this);
  recent_ = new RecentFiles(this);
  actions_ = new Actions(this);
  menus_ = new Menus(this, actions_, recent_);
  export_ = new OverlayExport(this);
  build_batch();
  build_centre();
  build_docks();
  status_ = new StatusArea(statusBar());
  auto *drops = new DropZone(this);
  for (QDockWidget *dock : {items_dock_, reading_dock_, batch_dock_})
    drops->watch(dock);
  connect(drops, &DropZone::dropped, this, &MainWindow::open);
  connect_workspace();
  connect_actions();
  connect_what_if();
  connect_clip();
  connect_look();
  connect_models();
  connect_batch();
  retranslate();
  refresh_centre();
  welcome_->setFocus(); // not the search field, which would take what is pasted
  resize(1360, 860);
  first_state_ = saveState(state_version);
  restoreSettings();
}

MainWindow::~MainWindow() { delete batch_dock_; } // its table goes before the rows

void MainWindow::build_centre() {
  stage_ = new Stage(workspace_->session(), workspace_->items());
  for (QAction *action :
       {actions_->zoom_out, actions_->zoom_fit, actions_->zoom_in, actions_->copy_overlay})
    stage_->addHeaderAction(action);
  auto *scroll = new QScrollArea; // for windows that are lower than picture and words need
  scroll->setWidget(stage_);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setFocusPolicy(Qt::NoFocus);
  welcome_ = new Welcome(recent_);
  auto *welcome_scroll = new QScrollArea;
  welcome_scroll->setWidget(welcome_);
  welcome_scroll->setWidgetResizable(true);
  welcome_scroll->setFrameShape(QFrame::NoFrame);
  centre_ = new QStackedWidget;
  centre_->addWidget(welcome_scroll);
  centre_->addWidget(scroll);
  centre_->setMinimumSize(220, 160);
  messages_ = new MessageBar;
  auto *middle = new QWidget;
  auto *column = new QVBoxLayout(middle);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(messages_);
  column->addWidget(offer_);
  column->addWidget(centre_, 1);
  setCentralWidget(middle);
}

QDockWidget *MainWindow::dock(QWidget *content, const char *name, Qt::DockWidgetArea area) {
  auto *dock = new QDockWidget(this);
  dock->setObjectName(QLatin1String(name));
  dock->setWidget(content);
  addDockWidget(area, dock);
  return dock;
}

void MainWindow::build_docks() {
  items_ = new ItemsPanel(workspace_->items());
  reading_ = new ReadingPanel(workspace_->session());
  items_dock_ = dock(items_, "items_dock", Qt::LeftDockWidgetArea);
  reading_dock_ = dock(reading_, "reading_dock", Qt::RightDockWidgetArea);
  resizeDocks({items_dock_, reading_dock_}, {290, 320}, Qt::Horizontal);
  items_dock_->toggleViewAction()->setShortcut(QKeySequence(QStringLiteral("Ctrl+B")));
  reading_dock_->toggleViewAction()->setShortcut(QKeySequence(QStringLiteral("Ctrl+Shift+B")));
  menus_->setPanels({items_dock_->toggleViewAction(), reading_dock_->toggleViewAction(),
                     batch_dock_->toggleViewAction()});
}

void MainWindow::connect_workspace() {
  Importer *importer = workspace_->importer();
  PostSession *session = workspace_->session();
  connect(workspace_, &Workspace::arrived, this, [this](ItemKey key) {
    items_->setCurrent(key);
    if (!batch_panel_->isAncestorOf(
            QApplication::focusWidget())) // who goes through a table stays there
      items_->list()->setFocus();
  });
  connect(workspace_, &Workspace::failed, messages_, &MessageBar::add);
  connect(workspace_->background(), &BackgroundReader::progressed, status_,
          &StatusArea::setReadingLeft);
  connect(importer, &Importer::started, this, [this] { status_->setImporting(true, 0); });
  connect(importer, &Importer::progressed, this,
          [this](int posts) { status_->setImporting(true, posts); });
  connect(importer, &Importer::finished, this, [this] { status_->setImporting(false, 0); });
  connect(status_, &StatusArea::cancelImport, importer, &Importer::cancel);
  connect(items_, &ItemsPanel::currentChanged, session, &PostSession::open);
  connect(items_, &ItemsPanel::removeRequested, this, &MainWindow::remove_items);
  for (const auto signal : {&ItemModel::rowsInserted, &ItemModel::rowsRemoved})
    connect(workspace_->items(), signal, this, &MainWindow::refresh_centre);
  for (const auto signal :
       {&PostSession::opened, &PostSession::postChanged, &PostSession::readingChanged})
    connect(session, signal, this, &MainWindow::refresh_actions);
  connect(export_, &OverlayExport::failed, messages_, &MessageBar::add);
  connect(export_, &OverlayExport::saved, this, [this](const QString &path) {
    statusBar()->showMessage(tr("Saved %1").arg(path), 5000);
  });
  connect(export_, &OverlayExport::copied, this,
          [this] { statusBar()->showMessage(tr("The picture is on the clipboard"), 3000); });
}

bool MainWindow::isEmpty() const { return centre_->currentIndex() == 0; }

void MainWindow::refresh_centre() {
  centre_->setCurrentIndex(workspace_->items()->rowCount() == 0 ? 0 : 1);
  refresh_actions();
}

void MainWindow::remove_items(const std::vector<ItemKey> &keys) {
  workspace_->remove(keys);
  if (workspace_->session()->key() == 0)
    if (const ItemKey next = items_->currentKey())
      workspace_->session()->open(next);
  refresh_actions();
}

void MainWindow::saveSettings() const {
  QSettings settings;
  settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
  settings.setValue(QStringLiteral("window/state"), saveState(state_version));
  stage_->save(settings);
  items_->save(settings);
  batch_panel_->save(settings);
  settings.setValue(QStringLiteral("batch/fitted"), batch_fitted_);
}

void MainWindow::restoreSettings() {
  const QSettings settings;
  restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
  restoreState(settings.value(QStringLiteral("window/state")).toByteArray(), state_version);
  batch_fitted_ = settings.value(QStringLiteral("batch/fitted"), false).toBool();
  stage_->restore(settings);
  items_->restore(settings);
  batch_panel_->restore(settings);
}

void MainWindow::resetLayout() {
  restoreState(first_state_, state_version);
  for (QDockWidget *dock : {items_dock_, reading_dock_}) {
    dock->setFloating(false);
    dock->show();
  }
  batch_dock_->setFloating(false);
  batch_fitted_ = false;
  lowered_from_ = 0;
  resizeDocks({items_dock_, reading_dock_}, {290, 320}, Qt::Horizontal);
  stage_->reset();
}

void MainWindow::closeEvent(QCloseEvent *event) {
  saveSettings();
  workspace_->importer()->cancel();
  workspace_->background()->stop();
  batch_->stop(); // the next start offers to go on
  event->accept();
}

void MainWindow::resizeEvent(QResizeEvent *event) {
  QMainWindow::resizeEvent(event);
  if (!isVisible())
    return;
  for (const auto fit : {&MainWindow::fit_docks, &MainWindow::fit_batch_height})
    QMetaObject::invokeMethod(this, fit, Qt::QueuedConnection); // once the layout has settled
}

// A small window takes from the panels before it takes from the Stage, and gives back as it grows.
void MainWindow::fit_docks() {
  QDockWidget *docks[] = {items_dock_, reading_dock_};
  for (QDockWidget *dock : docks)
    if (dock->isHidden() || dock->isFloating())
      return;
  const int least_stage = 440, panels = items_dock_->width() + reading_dock_->width();
  if (centralWidget()->width() < least_stage && narrowed_from_[0] == 0) {
    narrowed_from_[0] = items_dock_->width();
    narrowed_from_[1] = reading_dock_->width();
  }
  if (narrowed_from_[0] == 0)
    return;
  const int wanted = narrowed_from_[0] + narrowed_from_[1];
  const int room = std::clamp(centralWidget()->width() + panels - least_stage, 0, wanted);
  resizeDocks({items_dock_, reading_dock_},
              {narrowed_from_[0] * room / wanted, narrowed_from_[1] * room / wanted},
              Qt::Horizontal);
  if (room == wanted)
    narrowed_from_[0] = narrowed_from_[1] = 0;
}

void MainWindow::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange)
    retranslate();
  QMainWindow::changeEvent(event);
}

void MainWindow::retranslate() {
  setWindowTitle(tr("Affectscope"));
  actions_->retranslate();
  menus_->retranslate();
  status_->retranslate();
  refresh_figures();
  items_dock_->setWindowTitle(tr("Posts"));
  reading_dock_->setWindowTitle(tr("Reading"));
  refresh_batch();
}

} // namespace affect::ui
