#pragma once

#include <QStyledItemDelegate>

namespace affect::ui {

/// One row of the items list: thumbnail, name, first words, polarity by colour and sign,
/// confidence, marks.
class ItemDelegate : public QStyledItemDelegate {
  Q_OBJECT
public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter *painter, const QStyleOptionViewItem &option,
             const QModelIndex &index) const override;
  QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
  void paint_thumbnail(QPainter *painter, const QRect &box, const QModelIndex &index,
                       qreal ratio) const;
  void paint_clip_mark(QPainter *painter, const QRect &box) const;
  void paint_verdict(QPainter *painter, const QRect &line, const QStyleOptionViewItem &option,
                     const QModelIndex &index) const;
};

} // namespace affect::ui
