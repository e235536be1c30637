// A reading as plain text, for the clipboard.
#include "reading/report.h"

#include "reading/report_context.h"
#include "theme/colours.h"

namespace affect::ui {
namespace {

constexpr int most_faces = 1000, most_expected = 1000; // a text has room

void add(QString &text, const QString &name, const QString &value) {
  text += name + u'\t' + value + u'\n';
}

QString number(float value) { return QString::number(static_cast<double>(value), 'f', 4); }

void add_modality(QString &text, const UnimodalReading &modality) {
  const QString name = Report::tr("%1 alone").arg(label_of(modality.modality));
  if (modality.presence != Presence::present) {
    add(text, name, presence_line(modality));
  } else if (modality.probabilities) {
    const Polarity polarity = polarity_of(*modality.probabilities);
    add(text, name,
        QStringLiteral("%1 %2").arg(
            label_of(polarity),
            number((*modality.probabilities)[static_cast<std::size_t>(polarity)])));
  }
  const QString label = label_of(modality.modality).toLower();
  if (modality.weight)
    add(text, Report::tr("Weight of the %1").arg(label), number(*modality.weight));
  if (modality.intensity)
    add(text, Report::tr("Intensity of the %1").arg(label), number(*modality.intensity));
  if (modality.generated)
    add(text, Report::tr("Generated label of the %1").arg(label), number(*modality.generated));
  if (modality.uncertainty)
    add(text, Report::tr("Uncertainty σ of the %1").arg(label), number(*modality.uncertainty));
}

} // namespace

QString reading_as_text(const Reading &reading) {
  QString text;
  const Polarity polarity = polarity_of(reading.probabilities);
  add(text, Report::tr("Post"),
      QString::fromStdString(reading.file.empty() ? reading.id : reading.file));
  if (!reading.text.empty())
    add(text, Report::tr("Words"), QString::fromStdString(reading.text).simplified());
  add(text, Report::tr("Polarity"),
      QStringLiteral("%1 %2").arg(sign_of(polarity), label_of(polarity)));
  for (Polarity each : {Polarity::negative, Polarity::neutral, Polarity::positive})
    add(text, label_of(each), number(reading.probabilities[static_cast<std::size_t>(each)]));
  add(text, Report::tr("Valence"),
      signed_number(static_cast<double>(valence_of(reading.probabilities)), 4));
  if (reading.uncertainty)
    add(text, Report::tr("Uncertainty σ"), number(*reading.uncertainty));
  for (const UnimodalReading &modality : reading.modalities)
    add_modality(text, modality);
  if (const QStringList faces = face_lines(reading, most_faces); !faces.isEmpty())
    add(text, Report::tr("Faces"), faces.join(QStringLiteral("; ")));
  if (const QString line = agreement_line(reading); !line.isEmpty())
    add(text, Report::tr("Agreement"), line);
  for (const auto &[word, candidates] : expected_lines(reading, most_expected))
    add(text, Report::tr("Expected for “%1”").arg(word), candidates);
  for (const auto &[name, value] : facts_of(reading))
    add(text, name, value);
  return text;
}

} // namespace affect::ui
