// How word chips are painted, and what they say when they are pointed at.
#include "stage/word_chips.h"

#include "theme/colours.h"

#include <QPaintEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace affect::ui {
namespace {

// What words add by themselves (WordSpan::by_itself): less than the first is not worth a line, from
// the second on the line is opaque.
constexpr float least_underlined = 0.15f, fully_underlined = 0.5f;

} // namespace

QColor WordChips::fill_of(int word) const {
  const bool tinted = word >= 0 && word < static_cast<int>(tint_.size());
  const float most = tint_.empty() ? 0.0f : *std::max_element(tint_.begin(), tint_.end());
  if (tinted && most > 0.0f) {
    const auto rgb = colormap_at(colormap_, tint_[static_cast<std::size_t>(word)] / most);
    return QColor(rgb[0], rgb[1], rgb[2]);
  }
  if (std::find(pinned_.begin(), pinned_.end(), word) != pinned_.end())
    return colours().accent;
  if (word == hovered_ || word == highlighted_)
    return blended(colours().accent, colours().surface, 0.22);
  return colours().raised;
}

QColor WordChips::underline_of(int word) const {
  const bool known = word >= 0 && word < static_cast<int>(by_itself_.size());
  const float says = known ? by_itself_[static_cast<std::size_t>(word)].value_or(0.0f) : 0.0f;
  if (std::abs(says) < least_underlined)
    return Qt::transparent;
  QColor colour = colour_of(says > 0 ? Polarity::positive : Polarity::negative);
  colour.setAlphaF(std::clamp(std::abs(says) / fully_underlined, 0.3f, 1.0f));
  return colour;
}

void WordChips::paint_chip(QPainter &painter, const ChipPiece &piece, const QRect &rect) const {
  const QColor fill = fill_of(piece.word);
  const QRectF frame = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5);
  const bool pointed_at = piece.word == hovered_ || piece.word == highlighted_;
  painter.setPen(pointed_at ? QPen(colours().accent, 1.5) : QPen(Qt::NoPen));
  painter.setBrush(fill);
  painter.drawRoundedRect(frame, 5, 5);
  if (const QColor line = underline_of(piece.word); line.alpha() > 0) {
    painter.setPen(QPen(line, 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(frame.left() + 6, frame.bottom() - 2),
                     QPointF(frame.right() - 6, frame.bottom() - 2));
  }
  if (hasFocus() && piece.word == current_) {
    painter.setPen(QPen(colours().text, 1.5, Qt::DotLine));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(frame.adjusted(1.5, 1.5, -1.5, -1.5), 4, 4);
  }
  painter.setPen(fill == colours().raised ? colours().text : readable_on(fill));
}

void WordChips::paintEvent(QPaintEvent *event) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  for (std::size_t i = 0; i < layout_.pieces().size(); ++i) {
    const ChipPiece &piece = layout_.pieces()[i];
    const QRect rect = layout_.rect(i);
    if (!rect.intersects(event->rect()))
      continue;
    const int inset = piece.word >= 0 && interactive_ ? ChipLayout::padding : 2;
    if (piece.word >= 0 && interactive_)
      paint_chip(painter, piece, rect);
    else
      painter.setPen(piece.word >= 0 ? colours().text : colours().muted);
    const QRect inside = rect.adjusted(inset, 0, -inset, 0);
    painter.drawText(inside, Qt::AlignCenter | Qt::TextSingleLine,
                     fontMetrics().elidedText(piece.text, Qt::ElideRight, inside.width() + 1));
  }
}

QString WordChips::tip_of(int word) const {
  QStringList lines;
  const auto at = static_cast<std::size_t>(word);
  if (word >= 0 && at < tokens_.size())
    lines << tr("Tokens: %1").arg(QString::fromStdString(tokens_[at]));
  if (word >= 0 && at < by_itself_.size() && by_itself_[at]) {
    const auto says = static_cast<double>(*by_itself_[at]);
    const QString to = says > 0 ? tr("towards positive") : tr("towards negative");
    lines
        << (std::abs(says) < static_cast<double>(least_underlined)
                ? tr("Adds next to nothing by itself")
                : tr("Adds by itself, beside the sentence: %1 (%2)").arg(signed_number(says), to));
  }
  if (word >= 0 && at < tint_.size())
    lines << tr("Attention of the selected regions: %1")
                 .arg(QString::number(static_cast<double>(tint_[at]), 'f', 3));
  return lines.join(u'\n');
}

} // namespace affect::ui
