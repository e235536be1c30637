#include "reading/modality_row.h"

#include "reading/polarity_bars.h"
#include "reading/report.h"
#include "reading/weight_bar.h"
#include "theme/colours.h"
#include "theme/icon.h"

#include <QGridLayout>
#include <QLabel>
#include <QRegularExpression>

namespace affect::ui {

ModalityRow::ModalityRow(Modality modality, QWidget *parent)
    : QWidget(parent), modality_(modality) {
  icon_ = new QLabel;
  name_ = new QLabel;
  result_ = new QLabel;
  note_ = new QLabel;
  note_->setObjectName(QStringLiteral("muted"));
  note_->setWordWrap(true);
  sure_ = new QLabel;
  sure_->setObjectName(QStringLiteral("muted"));
  degree_ = new QLabel;
  degree_->setObjectName(QStringLiteral("muted"));
  sure_->setWordWrap(true);
  degree_->setWordWrap(true);
  bar_ = new StackedBar;
  weight_ = new WeightBar;
  auto *grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(8);
  grid->setVerticalSpacing(5);
  grid->addWidget(icon_, 0, 0);
  grid->addWidget(name_, 0, 1);
  grid->addWidget(result_, 0, 2, Qt::AlignRight);
  grid->addWidget(bar_, 1, 0, 1, 3);
  grid->addWidget(note_, 2, 0, 1, 3);
  grid->addWidget(weight_, 3, 0, 1, 3);
  grid->addWidget(sure_, 4, 0, 1, 3);
  grid->addWidget(degree_, 5, 0, 1, 3);
  grid->setColumnStretch(1, 1);
}

void ModalityRow::setReading(const UnimodalReading *reading, bool hidden,
                             const UnimodalReading *before) {
  setVisible(reading != nullptr);
  if (!reading)
    return;
  const QString glyph = modality_ == Modality::image   ? QStringLiteral("image")
                        : modality_ == Modality::audio ? QStringLiteral("volume")
                                                       : QStringLiteral("text");
  icon_->setPixmap(
      icon_pixmap(glyph, fontMetrics().height(), colours().muted, devicePixelRatioF()));
  name_->setText(label_of(modality_));
  const bool present = reading->presence == Presence::present;
  const bool translated = reading->presence == Presence::translated;
  bar_->setVisible(present && reading->probabilities);
  note_->setVisible(translated);
  weight_->setVisible(reading->weight.has_value());
  if (reading->weight) {
    std::optional<double> weight_before;
    if (before && before->weight)
      weight_before = static_cast<double>(*before->weight);
    weight_->setWeight(static_cast<double>(*reading->weight), weight_before);
  }
  sure_->setVisible(reading->uncertainty.has_value());
  if (reading->uncertainty) {
    sure_->setText(tr("How sure: %1").arg(sureness_of(*reading->uncertainty)));
    sure_->setToolTip(
        tr("σ: how unsure the model is of what this part says alone; the lower, the surer.\n"
           "The surer part weighs more. Above 1.3 it is close to guessing."));
  }
  show_degree(*reading);
  QString said;
  if (!present) {
    said = hidden ? tr("hidden") : tr("missing");
  } else if (reading->probabilities) {
    const Polarity polarity = polarity_of(*reading->probabilities);
    const double probability =
        static_cast<double>((*reading->probabilities)[static_cast<std::size_t>(polarity)]);
    said = QStringLiteral("<b style='color:%1'>%2</b> %3 %4")
               .arg(colour_of(polarity).name(), sign_of(polarity), label_of(polarity),
                    percent(probability));
    bar_->setProbabilities(*reading->probabilities);
  } else {
    said = tr("present");
  }
  // The whole state in one sentence; beside the name it would say the same twice.
  note_->setText(presence_line(*reading, hidden));
  result_->setText(translated ? QString() : said);
  result_->setForegroundRole(present ? QPalette::WindowText : QPalette::PlaceholderText);
  setAccessibleName(tr("%1 alone").arg(label_of(modality_)));
  const QString spoken = translated
                             ? note_->text()
                             : QString(said).remove(QRegularExpression(QStringLiteral("<[^>]*>")));
  setAccessibleDescription(spoken);
  setToolTip(translated ? tr("The model read what it expects this part to be, judging by the other")
                        : tr("What the model says of this part alone, without the other"));
}

void ModalityRow::show_degree(const UnimodalReading &reading) {
  degree_->setVisible(reading.intensity.has_value() || reading.generated.has_value());
  QStringList parts;
  if (reading.intensity)
    parts << tr("Intensity %1").arg(signed_number(static_cast<double>(*reading.intensity)));
  if (reading.generated)
    parts << tr("generated label %1").arg(signed_number(static_cast<double>(*reading.generated)));
  degree_->setText(parts.join(QStringLiteral(", ")));
  degree_->setToolTip(
      reading.generated
          ? tr("Intensity: what the model's own head says of this part, from −1 to +1.\n"
               "Generated label: the label the model would give this part to learn from, by how "
               "like its "
               "features are to positive and to negative ones. Where the two differ from the "
               "whole, this "
               "part tells something of its own.")
          : tr("What the model's own head says of this part, from −1 to +1"));
}

} // namespace affect::ui
