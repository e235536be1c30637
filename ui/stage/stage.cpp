#include "stage/stage.h"

#include "attention/overlay_controls.h"
#include "clip/clip_pane.h"
#include "clip/clip_player.h"
#include "stage/image_view.h"
#include "stage/picture_pane.h"
#include "stage/text_pane.h"
#include "stage/what_if_pane.h"
#include "widgets/elided_label.h"
#include "widgets/error_text.h"
#include "widgets/paths.h"
#include "widgets/spinner.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QSplitter>
#include <QToolButton>

namespace affect::ui {

Stage::Stage(PostSession *session, ItemModel *model, QWidget *parent)
    : QWidget(parent), session_(session), model_(model) {
  setObjectName(QStringLiteral("stage"));
  focus_ = new AttentionFocus(this);
  title_ = new ElidedLabel(Qt::ElideMiddle);
  title_->setObjectName(QStringLiteral("title"));
  files_ = new ElidedLabel(Qt::ElideMiddle);
  files_->setObjectName(QStringLiteral("muted"));
  spinner_ = new Spinner;
  picture_ = new PicturePane(focus_);
  clip_ = new ClipPane(focus_);
  clip_->hide();
  text_ = new TextPane(focus_);
  what_if_ = new WhatIfPane(session);

  auto *head = new QWidget;
  head->setObjectName(QStringLiteral("stage_header"));
  header_ = new QHBoxLayout(head);
  header_->setContentsMargins(14, 6, 8, 6);
  header_->setSpacing(2);
  header_->addWidget(title_);
  header_->addSpacing(10);
  header_->addWidget(files_, 1);
  header_->addWidget(spinner_);
  header_->addSpacing(6);

  splitter_ = new QSplitter(Qt::Vertical);
  splitter_->setChildrenCollapsible(false);
  auto *upper = new QWidget;
  auto *above = new QVBoxLayout(upper);
  above->setContentsMargins(0, 0, 0, 0);
  above->setSpacing(4);
  above->addWidget(picture_, 1);
  above->addWidget(clip_);
  splitter_->addWidget(upper);
  splitter_->addWidget(text_);
  splitter_->setStretchFactor(0, 1);
  splitter_->setHandleWidth(7);

  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(head);
  column->addWidget(splitter_, 1);
  column->addWidget(what_if_);

  connect(session_, &PostSession::opened, this, &Stage::on_opened);
  connect(session_, &PostSession::postChanged, this, &Stage::on_post);
  connect(session_, &PostSession::readingChanged, this, &Stage::on_reading);
  connect(session_, &PostSession::busyChanged, spinner_, &Spinner::setRunning);
  connect(session_, &PostSession::failed, this, &Stage::refresh_notices);
  connect(clip_, &ClipPane::frameShown, picture_, &PicturePane::setFrame);
  connect(picture_, &PicturePane::colormapChanged, this,
          [this] { text_->setColormap(picture_->controls()->options().colormap); });
}

void Stage::addHeaderAction(QAction *action) {
  auto *button = new QToolButton;
  button->setDefaultAction(action);
  button->setToolButtonStyle(Qt::ToolButtonIconOnly);
  header_->addWidget(button);
}

void Stage::on_opened() {
  const Item *item = model_->find(session_->key());
  title_->setFullText(item ? item->title : QString());
  QStringList names;
  if (item)
    for (const auto &path : {item->source.image, item->source.clip, item->source.text_file})
      if (!path.empty())
        names << from_path(path.filename());
  files_->setFullText(names.join(QStringLiteral(" + ")));
  if (item && !names.isEmpty())
    files_->setToolTip(from_path(item->source.path()));
  focus_->setReading(nullptr);
  picture_->setPicture({});
  picture_->setNotice({});
  text_->setPlainText(item ? item->words : QString());
  clip_open_ = item && !item->source.clip.empty();
  clip_->setVisible(clip_open_);
  focus_->setFrame(clip_open_ ? -1 : 0);
  if (clip_open_)
    clip_->open(item->source.clip); // plays before the post is loaded, let alone read
  else
    clip_->close();
}

void Stage::on_post() {
  if (is_clip())
    clip_->setTranscript(session_->post()->clip->transcript);
  else
    picture_->setPicture(session_->picture());
  text_->setPlainText(session_->text());
  refresh_notices();
}

void Stage::on_reading() {
  const ReadingPtr &reading = session_->shown();
  clip_->setTried(session_->whatIf());
  if (reading && focus_->reading() != reading) {
    // Expected words that arrive later belong to the same reading: what is pinned stays.
    const auto pins = focus_->pinnedWords();
    const auto regions = focus_->regions();
    const bool same = focus_->reading() && focus_->reading()->text == reading->text;
    focus_->setReading(reading);
    if (same) {
      for (int word : pins)
        focus_->pin(word, true);
      focus_->setRegions(regions);
    }
  }
  if (reading) {
    const UnimodalReading *text = reading->modality(Modality::text);
    const bool missing = reading->words.empty() || (text && text->presence != Presence::present);
    const TextState without = session_->whatIf().hide_text ? TextState::hidden : TextState::missing;
    if (missing)
      text_->setPlainText(session_->changed() ? session_->whatIf().text : session_->text());
    text_->setReading(reading->words.empty() ? nullptr : reading,
                      missing ? without : TextState::present);
  }
  refresh_notices();
}

bool Stage::image_is_translated() const {
  const ReadingPtr &reading = session_->shown();
  const UnimodalReading *image = reading ? reading->modality(Modality::image) : nullptr;
  return image && image->presence == Presence::translated;
}

void Stage::refresh_notices() {
  const Item *item = model_->find(session_->key());
  if (item && item->state == ItemState::failed && item->error)
    picture_->setNotice(text_of(*item->error).text, picture_->view()->hasPicture());
  else if (session_->nothingLeft() && session_->post())
    picture_->setNotice(tr("Nothing is left to read"), picture_->view()->hasPicture());
  else if (session_->whatIf().hide_image)
    picture_->setNotice(image_is_translated() ? tr("Image hidden: translated from the text")
                        : session_->readsSound() && session_->hasSound()
                            ? tr("Image hidden: read from the other parts")
                            : tr("Image hidden: read from the text alone"),
                        true);
  else if (is_clip() && session_->post() && !session_->post()->clip->info.has_video)
    picture_->setNotice(session_->readsSound()
                            ? tr("Sound without a picture: read from the sound and the transcript")
                            : tr("Sound without a picture: read from the transcript alone"));
  else if (!is_clip() && session_->post() && !session_->post()->image)
    picture_->setNotice(image_is_translated() ? tr("No image: translated from the text")
                                              : tr("No image: read from the text alone"));
  else
    picture_->setNotice({});
}

OverlayPicture Stage::overlayPicture() const { return picture_->overlayPicture(); }

void Stage::keyPressEvent(QKeyEvent *event) {
  if (event->key() == Qt::Key_Escape)
    focus_->clear();
  else if (is_clip() && event->key() == Qt::Key_Space)
    clip_->player()->toggle();
  else
    QWidget::keyPressEvent(event);
}

void Stage::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange)
    refresh_notices();
  QWidget::changeEvent(event);
}

void Stage::save(QSettings &settings) const {
  settings.setValue(QStringLiteral("stage/splitter"), splitter_->saveState());
  picture_->controls()->save(settings);
  clip_->save(settings);
}

void Stage::restore(const QSettings &settings) {
  splitter_->restoreState(settings.value(QStringLiteral("stage/splitter")).toByteArray());
  picture_->controls()->restore(settings);
  clip_->restore(settings);
}

void Stage::reset() {
  splitter_->setSizes({height() * 3 / 4, height() / 4});
  picture_->controls()->reset();
}

} // namespace affect::ui
