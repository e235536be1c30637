#include "stage/what_if_pane.h"

#include "theme/colours.h"
#include "theme/icon.h"
#include "widgets/elided_label.h"
#include "widgets/post_edit.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QScopedValueRollback>
#include <QToolButton>

namespace affect::ui {

WhatIfPane::WhatIfPane(PostSession *session, QWidget *parent) : QWidget(parent), session_(session) {
  title_ = new QLabel;
  title_->setObjectName(QStringLiteral("heading"));
  hide_text_ = toggle("hide_text", QStringLiteral("text"));
  hide_image_ = toggle("hide_image", QStringLiteral("image"));
  hide_audio_ = toggle("hide_audio", QStringLiteral("volume"));
  edit_ = toggle("edit_text", QStringLiteral("edit"));
  reset_ = toggle("reset_what_if", QStringLiteral("reset"));
  reset_->setCheckable(false);
  outcome_ = new ElidedLabel;
  outcome_->setObjectName(QStringLiteral("outcome"));
  editor_ = new PostEdit;
  editor_->setObjectName(QStringLiteral("what_if_text"));
  editor_->setTabChangesFocus(true);
  editor_->setFixedHeight(editor_->fontMetrics().lineSpacing() * 3 + 18);
  editor_->hide();

  auto *row = new QHBoxLayout;
  row->setSpacing(4);
  row->addWidget(title_);
  row->addSpacing(8);
  for (QToolButton *button : {hide_text_, hide_image_, hide_audio_, edit_, reset_})
    row->addWidget(button);
  row->addSpacing(8);
  row->addWidget(outcome_, 1);
  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(14, 6, 14, 8);
  column->setSpacing(6);
  column->addLayout(row);
  column->addWidget(editor_);

  connect(hide_text_, &QToolButton::toggled, this, &WhatIfPane::apply);
  connect(hide_image_, &QToolButton::toggled, this, &WhatIfPane::apply);
  connect(hide_audio_, &QToolButton::toggled, this, &WhatIfPane::apply);
  connect(editor_, &QPlainTextEdit::textChanged, this, &WhatIfPane::apply);
  connect(edit_, &QToolButton::toggled, this, [this](bool on) {
    editor_->setVisible(on);
    if (on)
      editor_->setFocus();
  });
  connect(reset_, &QToolButton::clicked, this, &WhatIfPane::reset);
  connect(session_, &PostSession::opened, this, &WhatIfPane::load_post);
  connect(session_, &PostSession::postChanged, this, &WhatIfPane::load_post);
  connect(session_, &PostSession::readingChanged, this, &WhatIfPane::refresh);
  retranslate();
}

QToolButton *WhatIfPane::toggle(const char *name, const QString &icon_name) {
  auto *button = new QToolButton;
  button->setObjectName(QLatin1String(name));
  button->setIcon(icon(icon_name));
  button->setCheckable(true);
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  return button;
}

void WhatIfPane::setEditing(bool editing) { edit_->setChecked(editing); }

void WhatIfPane::load_post() {
  const QScopedValueRollback guard(loading_, true);
  hide_text_->setChecked(false);
  hide_image_->setChecked(false);
  hide_audio_->setChecked(false);
  editor_->setPlainText(session_->text()); // begins a new undo history with the post's own words
  refresh();
}

void WhatIfPane::apply() {
  if (loading_)
    return;
  session_->setWhatIf({editor_->toPlainText(), hide_text_->isChecked(), hide_image_->isChecked(),
                       hide_audio_->isChecked()});
  refresh();
}

void WhatIfPane::reset() {
  {
    const QScopedValueRollback guard(loading_, true);
    hide_text_->setChecked(false);
    hide_image_->setChecked(false);
    hide_audio_->setChecked(false);
    if (editor_->toPlainText() != session_->text()) {
      // Through the cursor, so that Undo brings the edit back.
      QTextCursor all(editor_->document());
      all.select(QTextCursor::Document);
      all.insertText(session_->text());
    }
  }
  apply();
}

void WhatIfPane::refresh() {
  const PostPtr &post = session_->post();
  setEnabled(post != nullptr);
  hide_text_->setEnabled(post && !editor_->toPlainText().trimmed().isEmpty());
  hide_image_->setEnabled(post && post->has_picture());
  refresh_audio();
  reset_->setEnabled(session_->changed());
  outcome_->setFullText(outcome());
  if (!outcome_->fullText().isEmpty())
    outcome_->setToolTip(tr("The post as it is → as tried out (difference in valence)"));
}

void WhatIfPane::refresh_audio() {
  // What another model left hidden can still be shown again.
  hide_audio_->setEnabled(session_->hasSound() &&
                          (session_->readsSound() || hide_audio_->isChecked()));
  hide_audio_->setToolTip(session_->post() && !session_->hasSound() ? tr("This post has no sound")
                          : !session_->readsSound() ? tr("This model reads no sound")
                                                    : tr("Read the post as if it had no sound"));
}

QString WhatIfPane::outcome() const {
  if (!session_->changed())
    return {};
  if (session_->nothingLeft())
    return tr("Nothing is left to read");
  const ReadingPtr &before = session_->original(), &after = session_->shown();
  if (!before || !after)
    return {};
  const auto said = [](const Reading &reading) {
    const Polarity polarity = polarity_of(reading.probabilities);
    return QStringLiteral("%1 %2 %3")
        .arg(sign_of(polarity), label_of(polarity),
             percent(
                 static_cast<double>(reading.probabilities[static_cast<std::size_t>(polarity)])));
  };
  const double change = static_cast<double>(valence_of(after->probabilities)) -
                        static_cast<double>(valence_of(before->probabilities));
  return tr("%1 → %2 (%3)").arg(said(*before), said(*after), signed_number(change));
}

QSize WhatIfPane::minimumSizeHint() const {
  return {title_->sizeHint().width() + 5 * 34 + 40, QWidget::minimumSizeHint().height()};
}

void WhatIfPane::resizeEvent(QResizeEvent *) { fit_buttons(); }

void WhatIfPane::fit_buttons() {
  const auto style = width() < roomy_width_ ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon;
  for (QToolButton *button : {hide_text_, hide_image_, hide_audio_, edit_, reset_})
    button->setToolButtonStyle(style);
}

void WhatIfPane::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange)
    retranslate();
  QWidget::changeEvent(event);
}

void WhatIfPane::retranslate() {
  const auto name = [](QToolButton *button, const QString &text, const QString &tip) {
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolTip(tip);
  };
  title_->setText(tr("What if"));
  name(hide_text_, tr("Hide text"), tr("Read the post as if it had no text"));
  name(hide_image_, tr("Hide image"), tr("Read the post as if it had no image"));
  name(hide_audio_, tr("Hide audio"), tr("Read the post as if it had no sound"));
  name(edit_, tr("Edit text"), tr("Change the words; the reading follows as you type"));
  name(reset_, tr("Reset"), tr("Back to the post as it is"));
  editor_->setAccessibleName(tr("Text to try out"));
  editor_->setPlaceholderText(tr("Type a text to see what it would change"));
  roomy_width_ = title_->sizeHint().width() + 120; // and room for what comes of it
  for (QToolButton *button : {hide_text_, hide_image_, hide_audio_, edit_, reset_}) {
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    roomy_width_ += button->sizeHint().width() + 4;
  }
  fit_buttons();
  refresh();
}

} // namespace affect::ui
