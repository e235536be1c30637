#include "widgets/flow_layout.h"

#include <algorithm>

namespace affect::ui {

FlowLayout::FlowLayout(int horizontal_gap, int vertical_gap, QWidget *parent)
    : QLayout(parent), horizontal_gap_(horizontal_gap), vertical_gap_(vertical_gap) {}

FlowLayout::~FlowLayout() {
  for (QLayoutItem *item : items_)
    delete item;
}

QLayoutItem *FlowLayout::itemAt(int index) const {
  return index >= 0 && index < count() ? items_[static_cast<std::size_t>(index)] : nullptr;
}

QLayoutItem *FlowLayout::takeAt(int index) {
  QLayoutItem *item = itemAt(index);
  if (item)
    items_.erase(items_.begin() + index);
  return item;
}

QSize FlowLayout::minimumSize() const {
  QSize size;
  for (const QLayoutItem *item : items_)
    size = size.expandedTo(item->minimumSize());
  const QMargins margins = contentsMargins();
  return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom());
}

void FlowLayout::setGeometry(const QRect &rect) {
  QLayout::setGeometry(rect);
  arrange(rect, true);
}

void FlowLayout::place_row(std::size_t first, std::size_t last, int x, int y, int height) const {
  for (std::size_t i = first; i < last; ++i) {
    if (items_[i]->isEmpty())
      continue;
    const QSize size = items_[i]->sizeHint();
    items_[i]->setGeometry(QRect(QPoint(x, y + (height - size.height()) / 2), size));
    x += size.width() + horizontal_gap_;
  }
}

int FlowLayout::arrange(const QRect &rect, bool apply) const {
  const QRect area = rect.marginsRemoved(contentsMargins());
  int x = area.x(), y = area.y(), row_height = 0;
  std::size_t row_start = 0;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (items_[i]->isEmpty())
      continue;
    const QSize size = items_[i]->sizeHint();
    if (x > area.x() && x + size.width() > area.right() + 1) {
      if (apply)
        place_row(row_start, i, area.x(), y, row_height);
      row_start = i;
      x = area.x();
      y += row_height + vertical_gap_;
      row_height = 0;
    }
    x += size.width() + horizontal_gap_;
    row_height = std::max(row_height, size.height());
  }
  if (apply)
    place_row(row_start, items_.size(), area.x(), y, row_height);
  return y + row_height - area.y() + contentsMargins().top() + contentsMargins().bottom();
}

} // namespace affect::ui
