#include "reading/semantic_map_view.h"

#include "theme/colours.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <numeric>

namespace affect::ui {
namespace {

constexpr int gap = 8, between = 3;

} // namespace

SemanticMapView::SemanticMapView(QWidget *parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  describe();
}

void SemanticMapView::setMap(const SemanticMap &map,
                             const std::vector<UnimodalReading> &modalities) {
  map_ = map;
  rows_.clear();
  for (const UnimodalReading &one : modalities)
    rows_.push_back({one.modality, one.presence == Presence::present});
  order_.resize(static_cast<std::size_t>(map.dimensions));
  std::iota(order_.begin(), order_.end(), 0);
  // The numbers of the dimensions mean nothing; sorted, the shares can be compared at a glance.
  const auto first =
      std::find_if(rows_.begin(), rows_.end(), [](const Row &row) { return row.present; });
  if (first != rows_.end()) {
    const int of = static_cast<int>(first->modality) * map_.dimensions;
    std::stable_sort(order_.begin(), order_.end(), [&](int a, int b) {
      return map_.weights[static_cast<std::size_t>(of + a)] >
             map_.weights[static_cast<std::size_t>(of + b)];
    });
  }
  updateGeometry();
  describe();
  update();
}

float SemanticMapView::weight(int row, int column) const {
  const int modality = static_cast<int>(rows_[static_cast<std::size_t>(row)].modality);
  const int dimension = order_[static_cast<std::size_t>(column)];
  return map_.weights[static_cast<std::size_t>(modality * map_.dimensions + dimension)];
}

int SemanticMapView::names_width() const {
  int width = 0;
  for (const Row &row : rows_)
    width = std::max(width, fontMetrics().horizontalAdvance(label_of(row.modality)));
  return width;
}

int SemanticMapView::row_height() const { return fontMetrics().height() + 2; }

QRectF SemanticMapView::cells(int row) const {
  const double left = names_width() + gap;
  return {left, static_cast<double>(row * (row_height() + between)), std::max(width() - left, 8.0),
          static_cast<double>(row_height())};
}

QSize SemanticMapView::sizeHint() const {
  return {260, std::max(1, static_cast<int>(rows_.size())) * (row_height() + between)};
}

QSize SemanticMapView::minimumSizeHint() const { return {120, sizeHint().height()}; }

void SemanticMapView::paintEvent(QPaintEvent *) {
  QPainter painter(this);
  for (int row = 0; row < static_cast<int>(rows_.size()); ++row) {
    const Row &one = rows_[static_cast<std::size_t>(row)];
    const QRectF area = cells(row);
    painter.setPen(one.present ? colours().text : colours().muted);
    painter.drawText(QRectF(0, area.top(), names_width(), area.height()),
                     Qt::AlignVCenter | Qt::AlignLeft, label_of(one.modality));
    painter.setPen(Qt::NoPen);
    if (!one.present) {
      painter.setBrush(QBrush(colours().border, Qt::BDiagPattern));
      painter.drawRect(area);
      continue;
    }
    // Columns as bars, so that the share can be read without judging a shade.
    painter.setBrush(colours().raised);
    painter.drawRect(area);
    painter.setBrush(colour_of(one.modality));
    const double step = area.width() / std::max(map_.dimensions, 1);
    for (int column = 0; column < map_.dimensions; ++column) {
      const double height =
          area.height() * std::clamp(static_cast<double>(weight(row, column)), 0.0, 1.0);
      painter.drawRect(QRectF(area.left() + column * step, area.bottom() - height,
                              std::max(step - 0.5, 0.5), height));
    }
  }
}

bool SemanticMapView::event(QEvent *event) {
  if (event->type() != QEvent::ToolTip || map_.dimensions == 0)
    return QWidget::event(event);
  const auto *help = static_cast<QHelpEvent *>(event);
  for (int row = 0; row < static_cast<int>(rows_.size()); ++row) {
    const QRectF area = cells(row);
    if (!area.contains(help->pos()))
      continue;
    const int column = std::clamp(
        static_cast<int>((help->pos().x() - area.left()) / area.width() * map_.dimensions), 0,
        map_.dimensions - 1);
    QToolTip::showText(help->globalPos(),
                       tr("%1 in dimension %2: %3")
                           .arg(label_of(rows_[static_cast<std::size_t>(row)].modality))
                           .arg(order_[static_cast<std::size_t>(column)] + 1)
                           .arg(static_cast<double>(weight(row, column)), 0, 'f', 2),
                       this);
    return true;
  }
  QToolTip::hideText();
  return true;
}

void SemanticMapView::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange)
    describe();
  update();
  QWidget::changeEvent(event);
}

void SemanticMapView::describe() {
  setAccessibleName(tr("Weights by semantic dimension"));
  QStringList means;
  for (int row = 0; row < static_cast<int>(rows_.size()) && map_.dimensions > 0; ++row) {
    double sum = 0;
    for (int column = 0; column < map_.dimensions; ++column)
      sum += static_cast<double>(weight(row, column));
    means << tr("%1 %2 on average")
                 .arg(label_of(rows_[static_cast<std::size_t>(row)].modality))
                 .arg(sum / map_.dimensions, 0, 'f', 2);
  }
  setAccessibleDescription(means.join(QStringLiteral(", ")));
}

} // namespace affect::ui
