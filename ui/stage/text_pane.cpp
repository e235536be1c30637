#include "stage/text_pane.h"

#include "stage/word_chips.h"
#include "widgets/elided_label.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>

namespace affect::ui {

TextPane::TextPane(AttentionFocus *focus, QWidget *parent) : QWidget(parent), focus_(focus) {
  title_ = new QLabel;
  title_->setObjectName(QStringLiteral("heading"));
  hint_ = new ElidedLabel;
  hint_->setObjectName(QStringLiteral("muted"));
  hint_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  chips_ = new WordChips;
  chips_->setObjectName(QStringLiteral("chips"));
  scroll_ = new QScrollArea;
  scroll_->setWidget(chips_);
  scroll_->setWidgetResizable(true);
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll_->setFocusPolicy(Qt::NoFocus);

  auto *line = new QHBoxLayout;
  line->setSpacing(12);
  line->addWidget(title_);
  line->addWidget(hint_, 1);
  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(14, 8, 14, 8);
  column->setSpacing(8);
  column->addLayout(line);
  column->addWidget(scroll_, 1);
  setMinimumHeight(72); // the heading and a line of words

  connect(chips_, &WordChips::wordHovered, focus_, &AttentionFocus::setHoveredWord);
  connect(chips_, &WordChips::wordClicked, focus_, &AttentionFocus::pin);
  connect(chips_, &WordChips::cleared, focus_, &AttentionFocus::clear);
  connect(chips_, &WordChips::currentMoved, this, [this](const QRect &rect) {
    scroll_->ensureVisible(rect.center().x(), rect.center().y(), 0, rect.height());
  });
  connect(focus_, &AttentionFocus::changed, this, &TextPane::refresh);
  refresh();
}

void TextPane::setPlainText(const QString &text) {
  reading_.reset();
  state_ = text.trimmed().isEmpty() ? TextState::missing : TextState::loading;
  chips_->setPlainText(text);
  refresh();
}

void TextPane::setReading(const ReadingPtr &reading, TextState state) {
  // The same words again (another reading of the same text) keep their pins and the place of the
  // cursor.
  const bool same = reading_ && reading && reading_->text == reading->text &&
                    reading_->words.size() == reading->words.size();
  reading_ = reading;
  state_ = state;
  if (reading && !same)
    chips_->setReading(*reading);
  refresh();
}

void TextPane::setColormap(Colormap colormap) {
  colormap_ = colormap;
  refresh();
}

void TextPane::refresh() {
  chips_->setInteractive(state_ == TextState::present);
  chips_->setEnabled(state_ != TextState::hidden);
  chips_->setTint(focus_->wordValues(), colormap_);
  chips_->setPinned(focus_->pinnedWords());
  title_->setText(tr("Text"));
  hint_->setFullText(hint());
}

QString TextPane::hint() const {
  switch (state_) {
  case TextState::loading:
    return {};
  case TextState::missing:
    return tr("No text: read from the image alone");
  case TextState::hidden:
    return tr("Text hidden: read from the image alone");
  case TextState::present:
    break;
  }
  if (!focus_->regions().empty())
    return tr("Tinted: attention of the %n selected region(s) to the words", nullptr,
              static_cast<int>(focus_->regions().size()));
  if (reading_ && reading_->text_truncated)
    return tr("Longer than the model reads: words without a chip were left out");
  const int count = reading_ ? static_cast<int>(reading_->words.size()) : 0;
  if (count > 0 && reading_->words.front().by_itself)
    return tr("%n word(s), underlined: what a word adds by itself", nullptr, count);
  return tr("%n word(s)", nullptr, count);
}

void TextPane::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange)
    refresh();
  QWidget::changeEvent(event);
}

} // namespace affect::ui
