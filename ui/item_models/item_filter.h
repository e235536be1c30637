#pragma once

#include "item_models/item_model.h"

#include <QSortFilterProxyModel>

namespace affect::ui {

/// The list as the user wants to see it: filtered by text, polarity or disagreement, sorted.
class ItemFilter : public QSortFilterProxyModel {
  Q_OBJECT
public:
  enum class Order { opened, name, polarity, confidence, disagreement };
  enum class Show { everything, negative, neutral, positive, disagreeing, failed };

  explicit ItemFilter(QObject *parent = nullptr);

  void setNeedle(const QString &text); ///< matches titles and words, whatever their case
  void setShow(Show show);
  void setOrder(Order order);
  Order order() const { return order_; }
  Show show() const { return show_; }

protected:
  bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
  bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
  QString needle_;
  Show show_ = Show::everything;
  Order order_ = Order::opened;
};

} // namespace affect::ui
