#include "batch_dock/batch_delegate.h"

#include "batch_dock/journal_model.h"
#include "theme/colours.h"
#include "theme/icon.h"

#include <QApplication>
#include <QPainter>

namespace affect::ui {
namespace {

constexpr int padding = 10, gap = 7; // the padding is that of the style sheet

} // namespace

void BatchDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given,
                          const QModelIndex &index) const {
  QStyleOptionViewItem option = given;
  initStyleOption(&option, index);
  const QString text = std::exchange(option.text, QString());
  const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
  style->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  const Colours &c = colours();
  const int side = option.fontMetrics.height();
  QRect line = option.rect.adjusted(padding, 0, -padding, 0);
  const QRectF badge(line.left(), line.center().y() - side / 2.0 + 1, side - 1, side - 1);
  const QVariant state = index.data(JournalModel::StateRole),
                 polarity = index.data(JournalModel::PolarityRole);
  QColor colour = c.muted;
  if (polarity.isValid()) {
    const auto which = static_cast<Polarity>(polarity.toInt());
    painter->setPen(Qt::NoPen);
    painter->setBrush(colour_of(which));
    painter->drawRoundedRect(badge, 4, 4);
    QFont bold = option.font;
    bold.setBold(true);
    painter->setFont(bold);
    painter->setPen(readable_on(colour_of(which)));
    painter->drawText(badge, Qt::AlignCenter, sign_of(which));
    colour = c.text;
  } else if (state.toInt() == static_cast<int>(affect::ItemState::failed)) {
    const qreal ratio = option.widget ? option.widget->devicePixelRatioF() : 1.0;
    painter->drawPixmap(badge.topLeft(),
                        icon_pixmap(QStringLiteral("warning"), side, c.error, ratio));
    colour = c.error;
  }
  line.setLeft(line.left() + side + gap);
  painter->setFont(option.font);
  painter->setPen(colour);
  painter->drawText(line, Qt::AlignVCenter | Qt::TextSingleLine,
                    option.fontMetrics.elidedText(text, Qt::ElideRight, line.width()));
  painter->restore();
}

} // namespace affect::ui
