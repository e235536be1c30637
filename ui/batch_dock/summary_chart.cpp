#include "batch_dock/summary_chart.h"

#include "theme/colours.h"

#include <QEvent>
#include <QGraphicsLayout>
#include <QPainter>
#include <QtCharts/QBarCategoryAxis>
#include <QtCharts/QBarSet>
#include <QtCharts/QStackedBarSeries>
#include <QtCharts/QValueAxis>

#include <algorithm>

namespace affect::ui {

SummaryChart::SummaryChart(QWidget *parent) : QChartView(parent) {
  setFrameShape(QFrame::NoFrame);
  setRenderHint(QPainter::Antialiasing);
  setFocusPolicy(Qt::NoFocus);
  names_ = new QBarCategoryAxis;
  values_ = new QValueAxis;
  chart()->addAxis(names_, Qt::AlignBottom);
  chart()->addAxis(values_, Qt::AlignLeft);
  chart()->legend()->hide(); // the columns are named
  chart()->setBackgroundRoundness(0);
  chart()->layout()->setContentsMargins(0, 0, 0, 0);
  chart()->setMargins(QMargins(6, 2, 6, 2));
  values_->setLabelsVisible(false); // every column says its value
  values_->setGridLineVisible(false);
  values_->setLineVisible(false);
  names_->setGridLineVisible(false);
  build();
}

void SummaryChart::setBars(const QString &title, const std::vector<ChartBar> &bars, double most) {
  title_ = title;
  bars_ = bars;
  most_ = most;
  build();
}

void SummaryChart::build() {
  chart()->removeAllSeries();
  auto *series = new QStackedBarSeries; // one colour a column: sets that are zero everywhere else
  series->setBarWidth(0.62);
  QStringList names, said;
  double highest = most_;
  for (std::size_t i = 0; i < bars_.size(); ++i) {
    const ChartBar &bar = bars_[i];
    auto *set = new QBarSet(bar.name);
    for (std::size_t j = 0; j < bars_.size(); ++j)
      set->append(i == j ? bar.value : 0);
    set->setColor(bar.colour);
    set->setBorderColor(bar.colour);
    series->append(set);
    names << bar.label;
    said << QStringLiteral("%1: %2").arg(bar.name, bar.said);
    highest = most_ > 0 ? most_ : std::max(highest, bar.value);
  }
  chart()->addSeries(series);
  names_->setCategories(names);
  series->attachAxis(names_);
  series->attachAxis(values_);
  values_->setRange(0, highest > 0 ? highest * 1.25 : 1); // room for what is written above
  const Colours &c = colours();
  QFont heading = font();
  heading.setWeight(QFont::DemiBold);
  chart()->setTitle(title_);
  chart()->setTitleFont(heading);
  chart()->setTitleBrush(c.muted);
  chart()->setBackgroundBrush(c.surface);
  setBackgroundBrush(c.surface);
  names_->setLabelsFont(font());
  names_->setLabelsColor(c.muted);
  names_->setLinePenColor(c.border);
  setAccessibleName(title_);
  setAccessibleDescription(said.join(u'\n'));
  setToolTip(bars_.empty() ? QString() : title_ + u'\n' + said.join(u'\n'));
}

void SummaryChart::drawForeground(QPainter *painter, const QRectF &) {
  if (chart()->series().isEmpty())
    return;
  painter->setFont(font());
  painter->setPen(colours().text);
  const QFontMetrics metrics(font());
  QAbstractSeries *series = chart()->series().front();
  for (std::size_t i = 0; i < bars_.size(); ++i) {
    const QPointF top = chart()->mapToScene(
        chart()->mapToPosition(QPointF(static_cast<double>(i), bars_[i].value), series));
    const int width = metrics.horizontalAdvance(bars_[i].said) + 2;
    painter->drawText(
        QRectF(top.x() - width / 2.0, top.y() - metrics.height() - 1, width, metrics.height()),
        Qt::AlignCenter, bars_[i].said);
  }
}

void SummaryChart::changeEvent(QEvent *event) {
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
    build();
  QChartView::changeEvent(event);
}

} // namespace affect::ui
