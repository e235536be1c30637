#pragma once

#include <QStyledItemDelegate>

namespace affect::ui {

/// The result of a post: a badge with the polarity's sign in its colour, then its name; a failure
/// with a mark.
class BatchDelegate : public QStyledItemDelegate {
  Q_OBJECT
public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter *painter, const QStyleOptionViewItem &option,
             const QModelIndex &index) const override;
};

} // namespace affect::ui
