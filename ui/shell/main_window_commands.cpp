// What the window's commands do; how it is put together is in main_window.cpp.
#include "shell/main_window.h"

#include "attention/overlay_controls.h"
#include "base/paths.h"
#include "clip/clip_pane.h"
#include "clip/clip_player.h"
#include "items/items_panel.h"
#include "reading/reading_panel.h"
#include "reading/report.h"
#include "shell/actions.h"
#include "shell/dialogs.h"
#include "shell/menus.h"
#include "shell/message_bar.h"
#include "shell/overlay_export.h"
#include "shell/recent_files.h"
#include "shell/welcome.h"
#include "stage/image_view.h"
#include "stage/picture_pane.h"
#include "stage/stage.h"
#include "stage/text_pane.h"
#include "stage/what_if_pane.h"
#include "stage/word_chips.h"
#include "theme/language.h"
#include "theme/theme.h"
#include "widgets/paths.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSettings>
#include <QStandardPaths>
#include <QStatusBar>
#include <QToolButton>

namespace affect::ui {

void MainWindow::connect_actions() {
  Actions &a = *actions_;
  const auto on = [this](QAction *action, auto what) {
    connect(action, &QAction::triggered, this, what);
  };
  on(a.open_files, &MainWindow::choose_files);
  on(a.open_folder, &MainWindow::choose_folder);
  on(a.open_samples, &MainWindow::openSamples);
  on(a.export_overlay, &MainWindow::choose_export);
  on(a.quit, [this] { close(); });
  on(a.paste, &MainWindow::paste);
  on(a.copy_overlay, [this] { export_->copy(stage_->overlayPicture()); });
  on(a.copy_reading, [this] {
    if (const ReadingPtr &reading = workspace_->session()->shown()) {
      QApplication::clipboard()->setText(reading_as_text(*reading));
      statusBar()->showMessage(tr("The reading is on the clipboard"), 3000);
    }
  });
  on(a.remove, [this] { remove_items(items_->selectedKeys()); });
  on(a.select_all, [this] { items_->list()->selectAll(); });
  on(a.find, [this] {
    items_->parentWidget()->show();
    items_->search()->setFocus();
    items_->search()->selectAll();
  });
  on(a.previous, [this] { step(-1); });
  on(a.next, [this] { step(1); });
  ImageView *view = stage_->picturePane()->view();
  on(a.zoom_in, [view] { view->zoomBy(1.25); });
  on(a.zoom_out, [view] { view->zoomBy(0.8); });
  on(a.zoom_fit, [view] { view->zoomToFit(); });
  connect(view, &ImageView::zoomChanged, this, &MainWindow::refresh_actions);
  on(a.reset_layout, &MainWindow::resetLayout);
  on(a.go_items, [this] {
    items_->parentWidget()->show();
    items_->list()->setFocus(Qt::ShortcutFocusReason);
  });
  on(a.go_picture, [view] { view->setFocus(Qt::ShortcutFocusReason); });
  on(a.go_words, [this] { stage_->textPane()->chips()->setFocus(Qt::ShortcutFocusReason); });
  on(a.go_reading, [this] {
    reading_->parentWidget()->show();
    reading_->setFocus(Qt::ShortcutFocusReason);
  });
  on(a.models, &MainWindow::show_models);
  on(a.shortcuts, [this] { show_shortcuts(this, *actions_); });
  on(a.about, [this] { show_about(this); });
  on(a.about_qt, [] { QApplication::aboutQt(); });

  connect(welcome_, &Welcome::openFiles, this, &MainWindow::choose_files);
  connect(welcome_, &Welcome::openFolder, this, &MainWindow::choose_folder);
  connect(welcome_, &Welcome::openSamples, this, &MainWindow::openSamples);
  connect(welcome_, &Welcome::openPath, this, [this](const QString &path) { openPaths({path}); });
  connect(menus_, &Menus::openPath, this, [this](const QString &path) { openPaths({path}); });
  QListView *list = items_->list();
  list->setContextMenuPolicy(Qt::CustomContextMenu);
  connect(list, &QWidget::customContextMenuRequested, this, [this, list](const QPoint &point) {
    menus_->createPopup()->popup(list->viewport()->mapToGlobal(point));
  });
}

void MainWindow::connect_what_if() {
  Actions &a = *actions_;
  WhatIfPane *pane = stage_->whatIfPane();
  for (QAction *action : {a.hide_text, a.hide_image, a.hide_audio, a.edit_text}) {
    auto *button = pane->findChild<QToolButton *>(action->objectName());
    connect(action, &QAction::triggered, button, &QToolButton::click);
  }
  QPlainTextEdit *editor = pane->editor();
  connect(editor, &QPlainTextEdit::undoAvailable, a.undo, &QAction::setEnabled);
  connect(editor, &QPlainTextEdit::redoAvailable, a.redo, &QAction::setEnabled);
  a.undo->setEnabled(false);
  a.redo->setEnabled(false);
  connect(a.undo, &QAction::triggered, this, [pane, editor] {
    pane->setEditing(true); // what is undone is seen
    editor->undo();
  });
  connect(a.redo, &QAction::triggered, this, [pane, editor] {
    pane->setEditing(true);
    editor->redo();
  });
  OverlayControls *controls = stage_->picturePane()->controls();
  connect(controls, &OverlayControls::lookChanged, this, &MainWindow::refresh_actions);
  connect(a.overlay, &QAction::triggered, controls, &OverlayControls::setShown);
}

void MainWindow::connect_clip() {
  ClipPane *pane = stage_->clipPane();
  ClipPlayer *player = pane->player();
  const auto keys = [this](QAction *action, const QString &shortcut) {
    // On the Stage alone: these are plain letters elsewhere, and in the editor on the Stage the
    // letters go first.
    action->setShortcut(QKeySequence(shortcut));
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    removeAction(action);
    stage_->addAction(action);
  };
  keys(actions_->frame_back, QStringLiteral(","));
  keys(actions_->frame_on, QStringLiteral("."));
  keys(actions_->read_frame_before, QStringLiteral("["));
  keys(actions_->read_frame_after, QStringLiteral("]"));
  keys(actions_->play, QStringLiteral("P"));
  connect(actions_->play, &QAction::triggered, player, &ClipPlayer::toggle);
  connect(actions_->frame_back, &QAction::triggered, this, [player] { player->step(-1); });
  connect(actions_->frame_on, &QAction::triggered, this, [player] { player->step(1); });
  connect(actions_->read_frame_before, &QAction::triggered, this, [pane] { pane->goToFrame(-1); });
  connect(actions_->read_frame_after, &QAction::triggered, this, [pane] { pane->goToFrame(1); });
  connect(player, &ClipPlayer::opened, this, &MainWindow::refresh_actions);
  connect(pane, &ClipPane::failed, messages_, &MessageBar::add);
}

void MainWindow::connect_look() {
  const auto check = [](QActionGroup *group, const QString &value) {
    for (QAction *action : group->actions())
      action->setChecked(action->data().toString() == value);
  };
  check(actions_->theme, Theme::name_of(theme_->choice()));
  check(actions_->language, language_->code());
  connect(actions_->theme, &QActionGroup::triggered, this, [this](QAction *action) {
    QSettings().setValue(QStringLiteral("theme"), action->data());
    theme_->apply(Theme::from_name(action->data().toString()));
  });
  connect(actions_->language, &QActionGroup::triggered, this, [this](QAction *action) {
    QSettings().setValue(QStringLiteral("language"), action->data());
    language_->apply(action->data().toString());
  });
  connect(theme_, &Theme::changed, this,
          &MainWindow::retranslate); // pixmaps in labels are drawn again
}

void MainWindow::openPaths(const QStringList &paths) {
  recent_->add(paths);
  workspace_->importer()->openPaths(paths);
}

void MainWindow::openSamples() {
  const std::filesystem::path resources = find_resources();
  if (resources.empty()) {
    messages_->add(
        make_error(ErrorCode::not_found,
                   tr("The sample posts are not installed. Install the program's resources folder.")
                       .toStdString()));
    return;
  }
  workspace_->importer()->openPaths({from_path(resources / "samples")});
}

void MainWindow::open(const Incoming &incoming) {
  if (!incoming.paths.isEmpty())
    openPaths(incoming.paths);
  else if (!incoming.empty())
    workspace_->importer()->openContent(incoming.picture, incoming.text);
  else if (incoming.remote)
    messages_->add(make_error(
        ErrorCode::unsupported,
        tr("Nothing is fetched from the net. Save the picture to this computer and open the file.")
            .toStdString()));
  else
    statusBar()->showMessage(tr("There is no picture or text to open"), 4000);
}

void MainWindow::paste() {
  if (const QMimeData *data = QApplication::clipboard()->mimeData())
    open(incoming_from(*data));
}

void MainWindow::choose_files() {
  const QString filter =
      tr("Posts (%1);;All files (*)")
          .arg(QStringLiteral("*.jpg *.jpeg *.png *.webp *.bmp *.gif *.mp4 *.m4v *.mov *.mkv "
                              "*.webm *.avi *.flv *.txt *.csv *.jsonl"));
  const QString folder = QSettings().value(QStringLiteral("folder")).toString();
  const QStringList paths = QFileDialog::getOpenFileNames(this, tr("Open posts"), folder, filter);
  if (paths.isEmpty())
    return;
  QSettings().setValue(QStringLiteral("folder"), QFileInfo(paths.front()).path());
  openPaths(paths);
}

void MainWindow::choose_folder() {
  const QString last = QSettings().value(QStringLiteral("folder")).toString();
  const QString folder =
      QFileDialog::getExistingDirectory(this, tr("Open a folder of posts"), last);
  if (folder.isEmpty())
    return;
  QSettings().setValue(QStringLiteral("folder"), folder);
  openPaths({folder});
}

void MainWindow::choose_export() {
  const Item *item = workspace_->items()->find(workspace_->session()->key());
  const QString folder = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
  const QString proposal =
      QDir(folder).filePath(tr("%1-attention.png").arg(item ? item->title : QString()));
  QString path = QFileDialog::getSaveFileName(this, tr("Export overlay picture"), proposal,
                                              tr("PNG picture (*.png)"));
  if (path.isEmpty())
    return;
  if (QFileInfo(path).suffix().isEmpty())
    path += QStringLiteral(".png");
  export_->save(stage_->overlayPicture(), path);
}

void MainWindow::step(int rows) {
  const QModelIndex current = items_->list()->currentIndex();
  const QModelIndex next = items_->filter()->index(current.isValid() ? current.row() + rows : 0, 0);
  if (next.isValid())
    items_->setCurrent(next.data(ItemModel::KeyRole).value<ItemKey>());
}

void MainWindow::refresh_actions() {
  Actions &a = *actions_;
  const PostSession *session = workspace_->session();
  const ImageView *view = stage_->picturePane()->view();
  const bool items = workspace_->items()->rowCount() > 0;
  const bool picture = view->hasPicture();
  for (QAction *action :
       {a.remove, a.select_all, a.find, a.previous, a.next, a.go_picture, a.go_words})
    action->setEnabled(items);
  a.copy_reading->setEnabled(session->shown() != nullptr);
  a.compare->setEnabled(session->post() != nullptr);
  for (QAction *action : {a.copy_overlay, a.export_overlay, a.zoom_in})
    action->setEnabled(picture);
  for (QAction *action : {a.zoom_out, a.zoom_fit})
    action->setEnabled(picture && view->zoom() > 1.0);
  for (QAction *action : {a.hide_text, a.hide_image, a.edit_text})
    action->setEnabled(session->post() != nullptr);
  a.hide_audio->setEnabled(session->hasSound() &&
                           (session->hears() || session->whatIf().hide_audio));
  const bool clip = stage_->clipPane()->player()->isOpen();
  for (QAction *action :
       {a.play, a.frame_back, a.frame_on, a.read_frame_before, a.read_frame_after})
    action->setEnabled(clip);
  a.overlay->setChecked(stage_->picturePane()->controls()->shown());
}

} // namespace affect::ui
