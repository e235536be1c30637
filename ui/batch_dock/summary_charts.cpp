#include "batch_dock/summary_charts.h"

#include "batch_dock/summary_chart.h"
#include "theme/colours.h"
#include "widgets/save_drawing.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>

#include <algorithm>

namespace affect::ui {

SummaryCharts::SummaryCharts(QWidget *parent) : QWidget(parent) {
  setObjectName(QStringLiteral("summary_charts"));
  auto *row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(0);
  for (SummaryChart **chart : {&polarity_, &agreement_, &weights_}) {
    *chart = new SummaryChart;
    row->addWidget(*chart, chart == &polarity_ ? 3 : 2);
  }
  refresh();
}

void SummaryCharts::setSummary(const JournalSummary &summary) {
  summary_ = summary;
  refresh();
}

void SummaryCharts::setShownModel(int model) {
  model_ = model;
  refresh();
}

void SummaryCharts::refresh() {
  setAccessibleName(tr("Summary of the run"));
  const auto index = static_cast<std::size_t>(model_);
  const ModelSummary model =
      index < summary_.models.size() ? summary_.models[index] : ModelSummary{};
  const QLocale locale;
  const auto column = [&](const QString &name, const QString &label, std::int64_t count,
                          const QColor &colour) {
    return ChartBar{name, label, static_cast<double>(count),
                    locale.toString(static_cast<qlonglong>(count)), colour};
  };
  const Colours &c = colours();
  std::vector<ChartBar> polarities;
  for (const Polarity polarity : {Polarity::negative, Polarity::neutral, Polarity::positive})
    polarities.push_back(column(label_of(polarity), sign_of(polarity),
                                model.polarities[static_cast<std::size_t>(polarity)],
                                colour_of(polarity)));
  polarity_->setBars(tr("Polarity"), polarities);
  agreement_->setBars(
      tr("Text and image"),
      {column(tr("agree"), QStringLiteral("="),
              std::max<std::int64_t>(model.both - model.disagreements, 0), c.accent),
       column(tr("disagree"), QStringLiteral("≠"), model.disagreements, c.warning)});
  std::vector<ChartBar> weights;
  if (model.weighed > 0)
    weights = {{label_of(Modality::text), label_of(Modality::text), model.text_weight,
                percent(model.text_weight), c.accent},
               {label_of(Modality::image), label_of(Modality::image), model.image_weight,
                percent(model.image_weight), c.muted}};
  weights_->setBars(tr("Mean weight"), weights, 1);
  weights_->setVisible(model.weighed > 0); // not every model has weights
}

Result<void> SummaryCharts::save(const QString &path, int scale) const {
  const auto paint = [this](QPainter &painter) {
    for (SummaryChart *chart : {polarity_, agreement_, weights_})
      if (!chart->isHidden())
        chart->render(&painter, chart->geometry(), chart->viewport()->rect());
  };
  QStringList said;
  for (const SummaryChart *chart : {polarity_, agreement_, weights_})
    if (!chart->isHidden())
      said << chart->title() + QStringLiteral(": ") +
                  chart->accessibleDescription().replace(u'\n', QStringLiteral(", "));
  return save_drawing({size(), paint, accessibleName(), said.join(u'\n')}, path, scale);
}

void SummaryCharts::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
    refresh();
  QWidget::changeEvent(event);
}

} // namespace affect::ui
