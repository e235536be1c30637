#include "items/item_delegate.h"

#include "item_models/item_model.h"
#include "theme/colours.h"
#include "theme/icon.h"

#include <QPainter>
#include <QPainterPath>

namespace affect::ui {
namespace {

constexpr int padding = 8, gap = 10, inner_gap = 2;

} // namespace

QSize ItemDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const {
  return {180, option.fontMetrics.height() * 3 + 2 * inner_gap + 2 * padding};
}

void ItemDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const {
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setRenderHint(QPainter::SmoothPixmapTransform);
  const Colours &c = colours();
  const bool selected = option.state & QStyle::State_Selected,
             hovered = option.state & QStyle::State_MouseOver;
  const QRect row = option.rect.adjusted(4, 1, -4, -1);
  if (selected || hovered) {
    painter->setPen(Qt::NoPen);
    painter->setBrush(selected ? blended(c.accent, c.surface, c.dark ? 0.28 : 0.16)
                               : blended(c.text, c.surface, 0.05));
    painter->drawRoundedRect(row, 6, 6);
  }
  if (option.state & QStyle::State_HasFocus) {
    painter->setPen(QPen(c.accent, 1));
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(QRectF(row).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
  }
  const QRect inside = row.adjusted(padding, padding - 1, -padding, -padding + 1);
  const QRect box(inside.topLeft(), QSize(inside.height(), inside.height()));
  paint_thumbnail(painter, box, index, option.widget ? option.widget->devicePixelRatioF() : 1.0);

  const QFontMetrics &metrics = option.fontMetrics;
  QRect line(box.right() + gap, inside.top(), inside.right() - box.right() - gap, metrics.height());
  QFont bold = option.font;
  bold.setWeight(QFont::DemiBold);
  painter->setFont(bold);
  painter->setPen(c.text);
  painter->drawText(
      line, Qt::AlignVCenter | Qt::TextSingleLine,
      QFontMetrics(bold).elidedText(index.data().toString(), Qt::ElideMiddle, line.width()));
  painter->setFont(option.font);
  painter->setPen(c.muted);
  line.translate(0, metrics.height() + inner_gap);
  const QString words = index.data(ItemModel::WordsRole).toString();
  painter->drawText(
      line, Qt::AlignVCenter | Qt::TextSingleLine,
      metrics.elidedText(words.isEmpty() ? tr("no text") : words, Qt::ElideRight, line.width()));
  line.translate(0, metrics.height() + inner_gap);
  paint_verdict(painter, line, option, index);
  painter->restore();
}

void ItemDelegate::paint_thumbnail(QPainter *painter, const QRect &box, const QModelIndex &index,
                                   qreal ratio) const {
  QPainterPath frame;
  frame.addRoundedRect(box, 4, 4);
  painter->fillPath(frame, colours().raised);
  const QImage image = index.data(ItemModel::ThumbnailRole).value<QImage>();
  if (image.isNull()) {
    const bool clip = index.data(ItemModel::ClipRole).toBool();
    const bool text_only = !clip && !index.data(ItemModel::WordsRole).toString().isEmpty();
    const int size = box.height() / 2;
    const QPixmap glyph = icon_pixmap(text_only ? QStringLiteral("text")
                                      : clip    ? QStringLiteral("clip")
                                                : QStringLiteral("image"),
                                      size, colours().muted, ratio);
    painter->drawPixmap(box.center() - QPoint(size / 2 - 1, size / 2 - 1), glyph);
    return;
  }
  // Filled to the edge, the middle shown: faces and things are mostly there.
  const int side = std::min(image.width(), image.height());
  const QRect middle((image.width() - side) / 2, (image.height() - side) / 2, side, side);
  painter->save();
  painter->setClipPath(frame);
  painter->drawImage(box, image, middle);
  painter->restore();
  if (index.data(ItemModel::ClipRole).toBool())
    paint_clip_mark(painter, box);
}

// A triangle on a dark disc: it sets a clip apart from a picture at a glance.
void ItemDelegate::paint_clip_mark(QPainter *painter, const QRect &box) const {
  const double radius = box.height() * 0.2;
  const QPointF centre = QRectF(box).center();
  painter->setPen(Qt::NoPen);
  painter->setBrush(QColor(0, 0, 0, 150));
  painter->drawEllipse(centre, radius, radius);
  QPainterPath triangle;
  triangle.moveTo(centre + QPointF(-radius * 0.35, -radius * 0.5));
  triangle.lineTo(centre + QPointF(radius * 0.6, 0));
  triangle.lineTo(centre + QPointF(-radius * 0.35, radius * 0.5));
  triangle.closeSubpath();
  painter->fillPath(triangle, Qt::white);
}

void ItemDelegate::paint_verdict(QPainter *painter, const QRect &line,
                                 const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const {
  const Colours &c = colours();
  const QFontMetrics &metrics = option.fontMetrics;
  const auto state = static_cast<ItemState>(index.data(ItemModel::StateRole).toInt());
  const QVariant polarity_value = index.data(ItemModel::PolarityRole);
  const qreal ratio = option.widget ? option.widget->devicePixelRatioF() : 1.0;
  int x = line.left();
  const auto write = [&](const QString &text, const QColor &colour) {
    const QRect rest(x, line.top(), line.right() - x + 1, line.height());
    painter->setPen(colour);
    painter->drawText(rest, Qt::AlignVCenter | Qt::TextSingleLine,
                      metrics.elidedText(text, Qt::ElideRight, rest.width()));
    x += metrics.horizontalAdvance(text) + 8;
  };
  if (state == ItemState::failed) {
    painter->drawPixmap(x, line.top(),
                        icon_pixmap(QStringLiteral("warning"), line.height(), c.error, ratio));
    x += line.height() + 5;
    write(tr("could not be read"), c.error);
    return;
  }
  if (!polarity_value.isValid()) {
    write(tr("not read yet"), c.muted);
    return;
  }
  const auto polarity = static_cast<Polarity>(polarity_value.toInt());
  const QColor colour = colour_of(polarity);
  const QRectF badge(x, line.top() + 0.5, line.height() - 1, line.height() - 1);
  painter->setPen(Qt::NoPen);
  painter->setBrush(colour);
  painter->drawRoundedRect(badge, 4, 4);
  QFont bold = option.font;
  bold.setBold(true);
  painter->setFont(bold);
  painter->setPen(readable_on(colour));
  painter->drawText(badge, Qt::AlignCenter, sign_of(polarity));
  painter->setFont(option.font);
  x += line.height() + 6;
  write(percent(index.data(ItemModel::ConfidenceRole).toDouble()), c.text);
  if (index.data(ItemModel::DisagreementRole).toBool()) {
    painter->drawPixmap(x, line.top(),
                        icon_pixmap(QStringLiteral("disagree"), line.height(), c.warning, ratio));
    x += line.height() + 3;
    write(tr("disagree"), c.warning);
  }
}

} // namespace affect::ui
