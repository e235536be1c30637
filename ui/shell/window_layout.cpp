#include "shell/window_layout.h"

#include <QDockWidget>
#include <QMainWindow>

#include <algorithm>
#include <utility>

namespace affect::ui {
namespace {

// Of the docks' layout; a layout saved by another version is not restored.
constexpr int state_version = 1;
constexpr int least_stage_width = 440;

} // namespace

WindowLayout::WindowLayout(QMainWindow *window) : QObject(window), window_(window) {
  window->setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowNestedDocks |
                         QMainWindow::AllowTabbedDocks);
}

QDockWidget *WindowLayout::add_dock(QWidget *content, const char *name, Qt::DockWidgetArea area) {
  auto *dock = new QDockWidget(window_);
  dock->setObjectName(QLatin1String(name));
  dock->setWidget(content);
  window_->addDockWidget(area, dock);
  return dock;
}

void WindowLayout::addBatchDock(QWidget *panel) {
  batch_ = add_dock(panel, "batch_dock", Qt::BottomDockWidgetArea);
  batch_->toggleViewAction()->setShortcut(QKeySequence(QStringLiteral("Ctrl+J")));
  batch_->hide();
  connect(batch_, &QDockWidget::visibilityChanged, this, [this](bool visible) {
    if (visible && window_->isVisible())
      QMetaObject::invokeMethod(this, &WindowLayout::fit_batch_dock, Qt::QueuedConnection);
  });
}

void WindowLayout::setCentre(QWidget *centre, QWidget *stage) {
  centre_ = centre;
  stage_ = stage;
}

void WindowLayout::addSideDocks(QWidget *items, QWidget *reading) {
  items_ = add_dock(items, "items_dock", Qt::LeftDockWidgetArea);
  reading_ = add_dock(reading, "reading_dock", Qt::RightDockWidgetArea);
  window_->resizeDocks({items_, reading_}, {290, 320}, Qt::Horizontal);
  items_->toggleViewAction()->setShortcut(QKeySequence(QStringLiteral("Ctrl+B")));
  reading_->toggleViewAction()->setShortcut(QKeySequence(QStringLiteral("Ctrl+Shift+B")));
}

QList<QAction *> WindowLayout::toggles() const {
  return {items_->toggleViewAction(), reading_->toggleViewAction(), batch_->toggleViewAction()};
}

void WindowLayout::keepAsFirst() { first_state_ = window_->saveState(state_version); }

void WindowLayout::save(QSettings &settings) const {
  settings.setValue(QStringLiteral("window/geometry"), window_->saveGeometry());
  settings.setValue(QStringLiteral("window/state"), window_->saveState(state_version));
  settings.setValue(QStringLiteral("batch/fitted"), batch_fitted_);
}

void WindowLayout::restore(const QSettings &settings) {
  window_->restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
  window_->restoreState(settings.value(QStringLiteral("window/state")).toByteArray(),
                        state_version);
  batch_fitted_ = settings.value(QStringLiteral("batch/fitted"), false).toBool();
}

void WindowLayout::reset() {
  window_->restoreState(first_state_, state_version);
  for (QDockWidget *dock : {items_, reading_}) {
    dock->setFloating(false);
    dock->show();
  }
  batch_->setFloating(false);
  batch_fitted_ = false;
  batch_height_ = 0;
  window_->resizeDocks({items_, reading_}, {290, 320}, Qt::Horizontal);
}

void WindowLayout::followSize() {
  for (const auto fit : {&WindowLayout::fit_side_docks, &WindowLayout::fit_batch_height})
    QMetaObject::invokeMethod(this, fit, Qt::QueuedConnection);
}

// A narrow window takes from the side docks before it takes from the Stage, and gives back as it
// grows.
void WindowLayout::fit_side_docks() {
  for (const QDockWidget *dock : {items_, reading_})
    if (dock->isHidden() || dock->isFloating())
      return;
  const int stage = window_->centralWidget()->width();
  if (stage < least_stage_width && items_width_ == 0) {
    items_width_ = items_->width();
    reading_width_ = reading_->width();
  }
  if (items_width_ == 0)
    return;
  const int wanted = items_width_ + reading_width_;
  const int room =
      std::clamp(stage + items_->width() + reading_->width() - least_stage_width, 0, wanted);
  window_->resizeDocks({items_, reading_},
                       {items_width_ * room / wanted, reading_width_ * room / wanted},
                       Qt::Horizontal);
  if (room == wanted)
    items_width_ = reading_width_ = 0;
}

// The first time the Batch dock takes what it needs, and of a low window not more than a third.
void WindowLayout::fit_batch_dock() {
  if (!std::exchange(batch_fitted_, true) && !batch_->isFloating())
    window_->resizeDocks({batch_}, {std::min(250, window_->height() * 3 / 10)}, Qt::Vertical);
  QMetaObject::invokeMethod(this, &WindowLayout::fit_batch_height, Qt::QueuedConnection);
}

// As fit_side_docks(), from top to bottom: the Stage scrolls only where the dock has nothing left
// to give.
void WindowLayout::fit_batch_height() {
  const Qt::DockWidgetArea area = window_->dockWidgetArea(batch_);
  if (batch_->isHidden() || batch_->isFloating() ||
      (area != Qt::BottomDockWidgetArea && area != Qt::TopDockWidgetArea))
    return;
  const int least_stage = stage_->minimumSizeHint().height(), dock = batch_->height();
  if (centre_->height() < least_stage && batch_height_ == 0)
    batch_height_ = dock;
  if (batch_height_ == 0)
    return;
  const int least = batch_->minimumSizeHint().height();
  const int wanted =
      std::clamp(centre_->height() + dock - least_stage, least, std::max(least, batch_height_));
  window_->resizeDocks({batch_}, {wanted}, Qt::Vertical);
  if (wanted >= batch_height_)
    batch_height_ = 0;
}

} // namespace affect::ui
