#include "compare/compare_delegate.h"

#include "theme/colours.h"

#include <QPainter>

#include <optional>

namespace affect::ui {
namespace {

constexpr int padding = 8, mark_width = 18, bar_width = 70, bar_gap = 8, bar_height = 8;

QFont demi_bold(QFont font) {
  font.setWeight(QFont::DemiBold);
  return font;
}

std::optional<Polarity> polarity_in(const QModelIndex &index) {
  const QVariant value = index.data(CompareDelegate::PolarityRole);
  return value.isValid() ? std::optional(static_cast<Polarity>(value.toInt())) : std::nullopt;
}

void paint_background(QPainter &painter, const QStyleOptionViewItem &option,
                      const QModelIndex &index) {
  const Colours &c = colours();
  if (index.data(CompareDelegate::DiffersRole).toBool())
    painter.fillRect(option.rect, blended(c.warning, c.surface, c.dark ? 0.16 : 0.10));
  if (option.state & QStyle::State_Selected)
    painter.fillRect(option.rect, blended(c.accent, c.surface, c.dark ? 0.28 : 0.16));
}

void paint_heading(QPainter &painter, const QStyleOptionViewItem &option, const QRect &rect,
                   const QString &text) {
  painter.setFont(demi_bold(option.font));
  painter.setPen(colours().muted);
  painter.drawText(rect.adjusted(0, 0, 0, -4), Qt::AlignLeft | Qt::AlignBottom, text);
  painter.setPen(colours().border);
  painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
}

// The mark before the name of a row in which the models differ.
void paint_difference(QPainter &painter, const QFont &font, const QRect &rect) {
  painter.setFont(font);
  painter.setPen(colours().warning);
  painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("\u2260"));
}

// The bar of a share, where the cell is wide enough; `rect` shrinks to what is left beside it.
void paint_bar(QPainter &painter, QRect &rect, const QModelIndex &index) {
  const QVariant share = index.data(CompareDelegate::ShareRole);
  if (!share.isValid() || rect.width() <= bar_width + bar_gap + 30)
    return;
  const auto polarity = polarity_in(index);
  const QRectF groove(rect.left(), rect.center().y() - bar_height / 2.0 + 1, bar_width, bar_height);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colours().raised);
  painter.drawRoundedRect(groove, 3, 3);
  if (const double part = share.toDouble(); part > 0) {
    const QSizeF size(std::max(3.0, groove.width() * part), bar_height);
    painter.setBrush(polarity ? colour_of(*polarity) : colours().accent);
    painter.drawRoundedRect(QRectF(groove.topLeft(), size), 3, 3);
  }
  rect.adjust(bar_width + bar_gap, 0, 0, 0);
}

// The sign of a polarity in its colour, the rest as text.
void paint_text(QPainter &painter, const QFont &font, QRect rect, const QModelIndex &index) {
  QString text = index.data().toString();
  const auto polarity = polarity_in(index);
  if (polarity && !index.data(CompareDelegate::ShareRole).isValid() && text.size() > 1) {
    painter.setFont(demi_bold(font));
    painter.setPen(colour_of(*polarity));
    painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter, text.left(1));
    rect.adjust(QFontMetrics(demi_bold(font)).horizontalAdvance(QStringLiteral("+")) + 6, 0, 0, 0);
    text = text.mid(2);
  }
  painter.setFont(font);
  painter.setPen(colours().text);
  painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter,
                   QFontMetrics(font).elidedText(text, Qt::ElideRight, rect.width()));
}

void paint_focus(QPainter &painter, const QRect &rect) {
  painter.setPen(QPen(colours().accent, 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5));
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
  paint_background(*painter, option, index);
  QRect rest = option.rect.adjusted(padding, 0, -padding, 0);
  if (index.data(HeadingRole).toBool()) {
    paint_heading(*painter, option, rest, index.data().toString());
  } else {
    QFont font = option.font;
    if (index.column() == 0) {
      if (index.data(DiffersRole).toBool()) {
        font = demi_bold(font);
        paint_difference(*painter, font, rest);
      }
      rest.adjust(mark_width, 0, 0, 0);
    }
    paint_bar(*painter, rest, index);
    paint_text(*painter, font, rest, index);
    if (option.state & QStyle::State_HasFocus)
      paint_focus(*painter, option.rect);
  }
  painter->restore();
}

} // namespace affect::ui
