#pragma once

#include <QStyledItemDelegate>

namespace affect::ui {

/// Paints the comparison's cells: bars behind numbers, signs in their colours, a mark at rows that
/// differ.
class CompareDelegate : public QStyledItemDelegate {
  Q_OBJECT
public:
  enum Role { ShareRole = Qt::UserRole + 1, PolarityRole, DiffersRole, HeadingRole };

  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter *painter, const QStyleOptionViewItem &option,
             const QModelIndex &index) const override;
  QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace affect::ui
