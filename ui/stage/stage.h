#pragma once

#include "attention/attention_focus.h"
#include "attention/overlay_image.h"
#include "engine/post_session.h"

#include <QSettings>
#include <QWidget>

class QAction;
class QHBoxLayout;
class QSplitter;

namespace affect::ui {

class ClipPane;
class ElidedLabel;
class PicturePane;
class Spinner;
class TextPane;
class WhatIfPane;

/// The opened post: picture with overlay above (with player and timeline where it is a clip), words
/// below, and what to try out.
class Stage : public QWidget {
  Q_OBJECT
public:
  explicit Stage(PostSession *session, ItemModel *model, QWidget *parent = nullptr);

  AttentionFocus *focus() const { return focus_; }
  PicturePane *picturePane() const { return picture_; }
  ClipPane *clipPane() const { return clip_; } ///< hidden where the post is none
  TextPane *textPane() const { return text_; }
  WhatIfPane *whatIfPane() const { return what_if_; }
  OverlayPicture overlayPicture() const;
  /// Puts an action's button into the header.
  void addHeaderAction(QAction *action);

  void save(QSettings &settings) const;
  void restore(const QSettings &settings);
  void reset();

protected:
  void changeEvent(QEvent *event) override;
  void keyPressEvent(QKeyEvent *event) override;

private:
  void on_opened();
  void on_post();
  void on_reading();
  void refresh_notices();
  bool is_clip() const { return clip_open_; }
  bool image_is_translated() const;

  PostSession *session_;
  ItemModel *model_;
  AttentionFocus *focus_;
  ElidedLabel *title_, *files_;
  Spinner *spinner_;
  QHBoxLayout *header_;
  QSplitter *splitter_;
  PicturePane *picture_;
  ClipPane *clip_;
  TextPane *text_;
  WhatIfPane *what_if_;
  bool clip_open_ = false;
};

} // namespace affect::ui
