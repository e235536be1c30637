#include "compare/compare_delegate.h"

#include "theme/colours.h"

#include <QPainter>

namespace affect::ui {
namespace {

constexpr int padding = 8, mark_width = 18, bar_width = 70, bar_gap = 8, bar_height = 8;

QFont demi_bold(QFont font) {
  font.setWeight(QFont::DemiBold);
  return font;
}

} // namespace

QSize CompareDelegate::sizeHint(const QStyleOptionViewItem &option,
                                const QModelIndex &index) const {
  const bool heading = index.data(HeadingRole).toBool();
  const QFontMetrics metrics(index.column() == 0 ? demi_bold(option.font) : option.font);
  // Headings span the table and must not widen the column of names.
  const int text = heading ? 0 : metrics.horizontalAdvance(index.data().toString());
  const int bar = index.data(ShareRole).isValid() ? bar_width + bar_gap : 0;
  return {text + bar + 2 * padding + (index.column() == 0 ? mark_width : 0),
          metrics.height() + (heading ? 16 : 9)};
}

void CompareDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const {
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  const Colours &c = colours();
  const bool heading = index.data(HeadingRole).toBool(), differs = index.data(DiffersRole).toBool();
  if (differs)
    painter->fillRect(option.rect, blended(c.warning, c.surface, c.dark ? 0.16 : 0.10));
  if (option.state & QStyle::State_Selected)
    painter->fillRect(option.rect, blended(c.accent, c.surface, c.dark ? 0.28 : 0.16));
  QRect rest = option.rect.adjusted(padding, 0, -padding, 0);
  if (heading) {
    painter->setFont(demi_bold(option.font));
    painter->setPen(c.muted);
    painter->drawText(rest.adjusted(0, 0, 0, -4), Qt::AlignLeft | Qt::AlignBottom,
                      index.data().toString());
    painter->setPen(c.border);
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    painter->restore();
    return;
  }
  QFont font = option.font;
  if (index.column() == 0) {
    if (differs) {
      painter->setFont(demi_bold(option.font));
      painter->setPen(c.warning);
      painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("\u2260"));
      font = demi_bold(font);
    }
    rest.adjust(mark_width, 0, 0, 0);
  }
  const QVariant polarity_value = index.data(PolarityRole), share = index.data(ShareRole);
  const QColor colour = polarity_value.isValid()
                            ? colour_of(static_cast<Polarity>(polarity_value.toInt()))
                            : c.accent;
  if (share.isValid() && rest.width() > bar_width + bar_gap + 30) {
    const QRectF groove(rest.left(), rest.center().y() - bar_height / 2.0 + 1, bar_width,
                        bar_height);
    painter->setPen(Qt::NoPen);
    painter->setBrush(c.raised);
    painter->drawRoundedRect(groove, 3, 3);
    if (share.toDouble() > 0) {
      painter->setBrush(colour);
      painter->drawRoundedRect(
          QRectF(groove.topLeft(),
                 QSizeF(std::max(3.0, groove.width() * share.toDouble()), bar_height)),
          3, 3);
    }
    rest.adjust(bar_width + bar_gap, 0, 0, 0);
  }
  painter->setFont(font);
  painter->setPen(c.text);
  QString text = index.data().toString();
  if (polarity_value.isValid() && !share.isValid() &&
      text.size() > 1) { // the sign in its colour, the rest as text
    painter->setFont(demi_bold(font));
    painter->setPen(colour);
    painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, text.left(1));
    rest.adjust(QFontMetrics(demi_bold(font)).horizontalAdvance(QStringLiteral("+")) + 6, 0, 0, 0);
    text = text.mid(2);
    painter->setFont(font);
    painter->setPen(c.text);
  }
  painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter,
                    QFontMetrics(font).elidedText(text, Qt::ElideRight, rest.width()));
  if ((option.state & QStyle::State_HasFocus)) {
    painter->setPen(QPen(c.accent, 1));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5));
  }
  painter->restore();
}

} // namespace affect::ui
