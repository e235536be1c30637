#include "shell/stage_commands.h"

#include "attention/overlay_controls.h"
#include "clip/clip_pane.h"
#include "clip/clip_player.h"
#include "engine/workspace.h"
#include "reading/reading_panel.h"
#include "reading/report.h"
#include "shell/actions.h"
#include "shell/message_bar.h"
#include "shell/overlay_export.h"
#include "stage/image_view.h"
#include "stage/picture_pane.h"
#include "stage/stage.h"
#include "stage/text_pane.h"
#include "stage/what_if_pane.h"
#include "stage/word_chips.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMainWindow>
#include <QPlainTextEdit>
#include <QStandardPaths>
#include <QStatusBar>
#include <QToolButton>

namespace affect::ui {

StageCommands::StageCommands(const WindowParts &parts) : QObject(parts.window), parts_(parts) {
  export_ = new OverlayExport(this);
  connect_picture();
  connect_export();
  connect_what_if();
  connect_clip();
  connect_reading();
  const PostSession *session = parts_.workspace->session();
  for (const auto signal :
       {&PostSession::opened, &PostSession::postChanged, &PostSession::readingChanged})
    connect(session, signal, this, &StageCommands::refresh);
  for (const auto signal : {&ItemModel::rowsInserted, &ItemModel::rowsRemoved})
    connect(parts_.workspace->items(), signal, this, &StageCommands::refresh);
  refresh();
}

void StageCommands::connect_picture() {
  const Actions &a = *parts_.actions;
  ImageView *view = parts_.stage->picturePane()->view();
  connect(a.zoom_in, &QAction::triggered, this, [view] { view->zoomBy(1.25); });
  connect(a.zoom_out, &QAction::triggered, this, [view] { view->zoomBy(0.8); });
  connect(a.zoom_fit, &QAction::triggered, this, [view] { view->zoomToFit(); });
  connect(view, &ImageView::zoomChanged, this, &StageCommands::refresh);
  connect(a.go_picture, &QAction::triggered, this,
          [view] { view->setFocus(Qt::ShortcutFocusReason); });
  connect(a.go_words, &QAction::triggered, this,
          [this] { parts_.stage->textPane()->chips()->setFocus(Qt::ShortcutFocusReason); });
  OverlayControls *controls = parts_.stage->picturePane()->controls();
  connect(controls, &OverlayControls::lookChanged, this, &StageCommands::refresh);
  connect(a.overlay, &QAction::triggered, controls, &OverlayControls::setShown);
}

void StageCommands::connect_export() {
  const Actions &a = *parts_.actions;
  connect(a.export_overlay, &QAction::triggered, this, &StageCommands::choose_export);
  connect(a.copy_overlay, &QAction::triggered, this,
          [this] { export_->copy(parts_.stage->overlayPicture()); });
  connect(export_, &OverlayExport::failed, parts_.messages, &MessageBar::add);
  connect(export_, &OverlayExport::saved, this, [this](const QString &path) {
    parts_.window->statusBar()->showMessage(tr("Saved %1").arg(path), 5000);
  });
  connect(export_, &OverlayExport::copied, this, [this] {
    parts_.window->statusBar()->showMessage(tr("The picture is on the clipboard"), 3000);
  });
}

void StageCommands::connect_what_if() {
  const Actions &a = *parts_.actions;
  WhatIfPane *pane = parts_.stage->whatIfPane();
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
}

void StageCommands::connect_clip() {
  const Actions &a = *parts_.actions;
  ClipPane *pane = parts_.stage->clipPane();
  ClipPlayer *player = pane->player();
  const auto keys = [this](QAction *action, const QString &shortcut) {
    // On the Stage alone: these are plain letters elsewhere, and in the editor on the Stage the
    // letters go first.
    action->setShortcut(QKeySequence(shortcut));
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    parts_.window->removeAction(action);
    parts_.stage->addAction(action);
  };
  keys(a.frame_back, QStringLiteral(","));
  keys(a.frame_on, QStringLiteral("."));
  keys(a.read_frame_before, QStringLiteral("["));
  keys(a.read_frame_after, QStringLiteral("]"));
  keys(a.play, QStringLiteral("P"));
  connect(a.play, &QAction::triggered, player, &ClipPlayer::toggle);
  connect(a.frame_back, &QAction::triggered, this, [player] { player->step(-1); });
  connect(a.frame_on, &QAction::triggered, this, [player] { player->step(1); });
  connect(a.read_frame_before, &QAction::triggered, this, [pane] { pane->goToFrame(-1); });
  connect(a.read_frame_after, &QAction::triggered, this, [pane] { pane->goToFrame(1); });
  connect(player, &ClipPlayer::opened, this, &StageCommands::refresh);
  connect(pane, &ClipPane::failed, parts_.messages, &MessageBar::add);
}

void StageCommands::connect_reading() {
  const Actions &a = *parts_.actions;
  connect(a.copy_reading, &QAction::triggered, this, [this] {
    if (const ReadingPtr &reading = parts_.workspace->session()->shown()) {
      QApplication::clipboard()->setText(reading_as_text(*reading));
      parts_.window->statusBar()->showMessage(tr("The reading is on the clipboard"), 3000);
    }
  });
  connect(a.go_reading, &QAction::triggered, this, [this] {
    parts_.reading->parentWidget()->show();
    parts_.reading->setFocus(Qt::ShortcutFocusReason);
  });
}

void StageCommands::choose_export() {
  Workspace *workspace = parts_.workspace;
  const Item *item = workspace->items()->find(workspace->session()->key());
  const QString folder = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
  const QString proposal =
      QDir(folder).filePath(tr("%1-attention.png").arg(item ? item->title : QString()));
  QString path = QFileDialog::getSaveFileName(parts_.window, tr("Export overlay picture"), proposal,
                                              tr("PNG picture (*.png)"));
  if (path.isEmpty())
    return;
  if (QFileInfo(path).suffix().isEmpty())
    path += QStringLiteral(".png");
  export_->save(parts_.stage->overlayPicture(), path);
}

void StageCommands::refresh() {
  const Actions &a = *parts_.actions;
  const PostSession *session = parts_.workspace->session();
  const ImageView *view = parts_.stage->picturePane()->view();
  const bool picture = view->hasPicture(), post = session->post() != nullptr;
  a.copy_reading->setEnabled(session->shown() != nullptr);
  for (QAction *action : {a.copy_overlay, a.export_overlay, a.zoom_in})
    action->setEnabled(picture);
  for (QAction *action : {a.zoom_out, a.zoom_fit})
    action->setEnabled(picture && view->zoom() > 1.0);
  for (QAction *action : {a.compare, a.hide_text, a.hide_image, a.edit_text})
    action->setEnabled(post);
  a.hide_audio->setEnabled(session->hasSound() &&
                           (session->readsSound() || session->whatIf().hide_audio));
  const bool clip = parts_.stage->clipPane()->player()->isOpen();
  for (QAction *action :
       {a.play, a.frame_back, a.frame_on, a.read_frame_before, a.read_frame_after})
    action->setEnabled(clip);
  a.overlay->setChecked(parts_.stage->picturePane()->controls()->shown());
}

} // namespace affect::ui
