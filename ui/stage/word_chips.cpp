#include "stage/word_chips.h"

#include <QAccessible>
#include <QEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QToolTip>

#include <algorithm>

namespace affect::ui {

WordChips::WordChips(QWidget *parent) : QWidget(parent) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  describe();
}

void WordChips::setReading(const Reading &reading) {
  by_itself_.clear();
  for (const WordSpan &word : reading.words)
    by_itself_.push_back(word.by_itself);
  tokens_.assign(reading.words.size(), {});
  for (const TokenSpan &token : reading.tokens)
    if (token.word >= 0 && token.word < static_cast<int>(tokens_.size()))
      tokens_[static_cast<std::size_t>(token.word)] +=
          (tokens_[static_cast<std::size_t>(token.word)].empty() ? "" : " ") + token.piece;
  set_pieces(chip_pieces(reading));
}

void WordChips::setPlainText(const QString &text) {
  tokens_.clear();
  by_itself_.clear();
  set_pieces(plain_pieces(text));
}

void WordChips::set_pieces(std::vector<ChipPiece> pieces) {
  layout_.setPieces(std::move(pieces));
  tint_.clear();
  pinned_.clear();
  highlighted_ = -1;
  current_ = std::min(current_, layout_.words() - 1);
  set_hovered(-1);
  relayout();
  describe();
}

void WordChips::setTint(const std::vector<float> &values, Colormap colormap) {
  tint_ = values;
  colormap_ = colormap;
  update();
}

void WordChips::setPinned(const std::vector<int> &words) {
  pinned_ = words;
  update();
  describe();
}

void WordChips::setHighlighted(int word) {
  highlighted_ = word;
  update();
}

void WordChips::setInteractive(bool interactive) {
  interactive_ = interactive;
  update();
}

void WordChips::relayout() {
  layout_.arrange(width(), fontMetrics());
  updateGeometry();
  update();
}

int WordChips::heightForWidth(int width) const {
  ChipLayout other = layout_;
  return other.arrange(width, fontMetrics());
}

QSize WordChips::sizeHint() const { return {360, heightForWidth(360)}; }

QSize WordChips::minimumSizeHint() const {
  return {60, fontMetrics().height() + 2 * ChipLayout::padding};
}

void WordChips::resizeEvent(QResizeEvent *) { layout_.arrange(width(), fontMetrics()); }

void WordChips::set_hovered(int word) {
  if (word == hovered_)
    return;
  hovered_ = word;
  setCursor(word >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
  update();
  Q_EMIT wordHovered(word);
}

void WordChips::mouseMoveEvent(QMouseEvent *event) {
  set_hovered(interactive_ ? layout_.word_at(event->position().toPoint()) : -1);
}

void WordChips::leaveEvent(QEvent *) { set_hovered(-1); }

void WordChips::mousePressEvent(QMouseEvent *event) {
  if (event->button() != Qt::LeftButton || !interactive_)
    return;
  const int word = layout_.word_at(event->position().toPoint());
  if (word < 0) {
    Q_EMIT cleared();
    return;
  }
  current_ = word;
  Q_EMIT wordClicked(word, event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier));
  describe();
  update();
}

void WordChips::move_to(int word) {
  current_ = std::clamp(word, 0, layout_.words() - 1);
  set_hovered(current_);
  Q_EMIT currentMoved(layout_.rect_of(current_));
  describe();
  update();
}

void WordChips::keyPressEvent(QKeyEvent *event) {
  if (layout_.words() == 0 || !interactive_) {
    QWidget::keyPressEvent(event);
    return;
  }
  switch (event->key()) {
  case Qt::Key_Right:
    return move_to(current_ + 1);
  case Qt::Key_Left:
    return move_to(current_ < 0 ? 0 : current_ - 1);
  case Qt::Key_Down:
    return move_to(current_ < 0 ? 0 : layout_.neighbour(current_, 1));
  case Qt::Key_Up:
    return move_to(current_ < 0 ? 0 : layout_.neighbour(current_, -1));
  case Qt::Key_Home:
    return move_to(0);
  case Qt::Key_End:
    return move_to(layout_.words() - 1);
  case Qt::Key_Space:
  case Qt::Key_Return:
  case Qt::Key_Enter:
    if (current_ >= 0)
      Q_EMIT wordClicked(current_, event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier));
    return;
  case Qt::Key_Escape:
    set_hovered(-1);
    Q_EMIT cleared();
    return;
  default:
    QWidget::keyPressEvent(event);
  }
}

void WordChips::focusInEvent(QFocusEvent *event) {
  // Arriving by keyboard points at a word at once; a click chooses its own.
  if (event->reason() != Qt::MouseFocusReason && event->reason() != Qt::ActiveWindowFocusReason &&
      interactive_ && layout_.words() > 0)
    move_to(std::max(current_, 0));
  update();
}

void WordChips::focusOutEvent(QFocusEvent *event) {
  if (event->reason() != Qt::PopupFocusReason && !underMouse())
    set_hovered(-1);
  update();
}

void WordChips::changeEvent(QEvent *event) {
  if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
    relayout();
  if (event->type() == QEvent::LanguageChange)
    describe();
  QWidget::changeEvent(event);
}

bool WordChips::event(QEvent *event) {
  if (event->type() != QEvent::ToolTip)
    return QWidget::event(event);
  const auto *help = static_cast<QHelpEvent *>(event);
  const int word = layout_.word_at(help->pos());
  QToolTip::showText(help->globalPos(), tip_of(word), this, layout_.rect_of(word));
  return true;
}

void WordChips::describe() {
  setAccessibleName(tr("Words of the text"));
  QString description = tr("Arrow keys move from word to word, Space pins one, Escape clears.");
  if (current_ >= 0) {
    const bool pinned = std::find(pinned_.begin(), pinned_.end(), current_) != pinned_.end();
    const QString where = tr("Word %1 of %2: %3")
                              .arg(current_ + 1)
                              .arg(layout_.words())
                              .arg(layout_.text_of(current_));
    description = pinned ? tr("%1, pinned").arg(where) : where;
  }
  if (description == accessibleDescription())
    return;
  setAccessibleDescription(description);
  QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
  QAccessible::updateAccessibility(&changed);
}

} // namespace affect::ui
