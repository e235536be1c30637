#pragma once

#include "engine/post_session.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QToolButton;

namespace affect::ui {

class ElidedLabel;

/// Try out: hide the text, the image or the sound, change the words; the reading follows as they
/// are typed.
class WhatIfPane : public QWidget {
  Q_OBJECT
public:
  explicit WhatIfPane(PostSession *session, QWidget *parent = nullptr);

  QPlainTextEdit *editor() const { return editor_; }
  void setEditing(bool editing);
  QSize minimumSizeHint() const override; ///< that of the buttons without their words

protected:
  void resizeEvent(QResizeEvent *event) override;
  void changeEvent(QEvent *event) override;

private:
  void load_post();
  void apply();
  void reset();
  void refresh();
  void retranslate();
  void fit_buttons();
  void refresh_audio();
  QString outcome() const;
  QToolButton *toggle(const char *name, const QString &icon_name);

  PostSession *session_;
  QLabel *title_;
  QToolButton *hide_text_, *hide_image_, *hide_audio_, *edit_, *reset_;
  ElidedLabel *outcome_;
  QPlainTextEdit *editor_;
  bool loading_ = false;
  int roomy_width_ = 0; ///< of the row with the buttons' words
};

} // namespace affect::ui
