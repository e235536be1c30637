#include "item_models/item_filter.h"

#include <QCollator>

namespace affect::ui {
namespace {

// Most telling first: sure negatives at the top, sure positives at the bottom, unread ones after
// them.
float polarity_rank(const QModelIndex &index) {
  const QVariant polarity = index.data(ItemModel::PolarityRole);
  if (!polarity.isValid())
    return 10.0f;
  const float confidence = index.data(ItemModel::ConfidenceRole).toFloat();
  switch (static_cast<Polarity>(polarity.toInt())) {
  case Polarity::negative:
    return 1.0f - confidence;
  case Polarity::neutral:
    return 3.0f - confidence;
  case Polarity::positive:
    break;
  }
  return 4.0f + confidence;
}

float confidence_rank(const QModelIndex &index) {
  const QVariant confidence = index.data(ItemModel::ConfidenceRole);
  return confidence.isValid() ? -confidence.toFloat() : 1.0f;
}

int natural_order(const QModelIndex &left, const QModelIndex &right) {
  static const QCollator collator = [] {
    // The C locale compares bytes and knows no numbers.
    const QLocale locale;
    QCollator c(locale.language() == QLocale::C ? QLocale(QLocale::English) : locale);
    c.setNumericMode(true);
    c.setCaseSensitivity(Qt::CaseInsensitive);
    return c;
  }();
  return collator.compare(left.data().toString(), right.data().toString());
}

} // namespace

ItemFilter::ItemFilter(QObject *parent) : QSortFilterProxyModel(parent) {
  setDynamicSortFilter(true);
  sort(0);
}

void ItemFilter::setNeedle(const QString &text) {
  needle_ = text.trimmed();
  invalidateFilter();
}

void ItemFilter::setShow(Show show) {
  show_ = show;
  invalidateFilter();
}

void ItemFilter::setOrder(Order order) {
  order_ = order;
  invalidate();
}

bool ItemFilter::filterAcceptsRow(int row, const QModelIndex &parent) const {
  const QModelIndex index = sourceModel()->index(row, 0, parent);
  if (!needle_.isEmpty() && !index.data().toString().contains(needle_, Qt::CaseInsensitive) &&
      !index.data(ItemModel::WordsRole).toString().contains(needle_, Qt::CaseInsensitive))
    return false;
  const auto is = [&](Polarity wanted) {
    const QVariant polarity = index.data(ItemModel::PolarityRole);
    return polarity.isValid() && polarity.toInt() == static_cast<int>(wanted);
  };
  switch (show_) {
  case Show::everything:
    return true;
  case Show::negative:
    return is(Polarity::negative);
  case Show::neutral:
    return is(Polarity::neutral);
  case Show::positive:
    return is(Polarity::positive);
  case Show::disagreeing:
    return index.data(ItemModel::DisagreementRole).toBool();
  case Show::failed:
    return index.data(ItemModel::StateRole).toInt() == static_cast<int>(ItemState::failed);
  }
  return true;
}

bool ItemFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const {
  switch (order_) {
  case Order::opened:
    break;
  case Order::name:
    if (const int order = natural_order(left, right); order != 0)
      return order < 0;
    break;
  case Order::polarity:
    if (const float l = polarity_rank(left), r = polarity_rank(right); l != r)
      return l < r;
    break;
  case Order::confidence:
    if (const float l = confidence_rank(left), r = confidence_rank(right); l != r)
      return l < r;
    break;
  case Order::disagreement: {
    const bool l = left.data(ItemModel::DisagreementRole).toBool();
    const bool r = right.data(ItemModel::DisagreementRole).toBool();
    if (l != r)
      return l;
    break;
  }
  }
  return left.row() < right.row();
}

} // namespace affect::ui
