#include "reading/report.h"

#include "reading/report_context.h"
#include "theme/colours.h"

#include <QLocale>

#include <algorithm>

namespace affect::ui {
namespace {

QString count_text(std::int64_t count) {
  const QLocale locale(QLocale::English);
  if (count >= 1'000'000)
    return Report::tr("%1 million").arg(locale.toString(static_cast<double>(count) / 1e6, 'f', 1));
  return locale.toString(static_cast<qlonglong>(count));
}

bool speaks(const UnimodalReading *m) {
  return m && m->presence == Presence::present && m->probabilities.has_value();
}

// Of clips with sound: any number of parts.
QString agreement_of_parts(const Reading &reading) {
  QStringList parts;
  bool alike = true;
  const UnimodalReading *first = nullptr;
  for (const UnimodalReading &one : reading.modalities) {
    if (!speaks(&one))
      continue;
    parts << QStringLiteral("%1 %2").arg(
        label_of(one.modality).toLower(),
        signed_number(static_cast<double>(valence_of(*one.probabilities)), 1));
    alike =
        alike && (!first || polarity_of(*first->probabilities) == polarity_of(*one.probabilities));
    first = first ? first : &one;
  }
  if (parts.size() < 2)
    return {};
  const QString line = reading.disagreement ? Report::tr("The parts disagree: %1")
                       : alike              ? Report::tr("The parts agree: %1")
                                            : Report::tr("The parts differ a little: %1");
  return line.arg(parts.join(QStringLiteral(", ")));
}

} // namespace

QString agreement_line(const Reading &reading) {
  const UnimodalReading *text = reading.modality(Modality::text),
                        *image = reading.modality(Modality::image);
  if (speaks(reading.modality(Modality::audio)))
    return agreement_of_parts(reading);
  if (!speaks(text) || !speaks(image))
    return {};
  const QString line = reading.disagreement
                           ? Report::tr("Text and image disagree: text %1, image %2")
                       : polarity_of(*text->probabilities) == polarity_of(*image->probabilities)
                           ? Report::tr("Text and image agree: text %1, image %2")
                           : Report::tr("Text and image differ a little: text %1, image %2");
  return line.arg(signed_number(static_cast<double>(valence_of(*text->probabilities)), 1),
                  signed_number(static_cast<double>(valence_of(*image->probabilities)), 1));
}

QString presence_line(const UnimodalReading &reading, bool hidden) {
  if (reading.modality == Modality::audio && reading.presence != Presence::present)
    return hidden ? Report::tr("Audio hidden") : Report::tr("Audio missing");
  const bool image = reading.modality == Modality::image;
  switch (reading.presence) {
  case Presence::missing:
    if (hidden)
      return image ? Report::tr("Image hidden") : Report::tr("Text hidden");
    return image ? Report::tr("Image missing") : Report::tr("Text missing");
  case Presence::translated:
    if (hidden)
      return image ? Report::tr("Image hidden — translated from text")
                   : Report::tr("Text hidden — translated from image");
    return image ? Report::tr("Image missing — translated from text")
                 : Report::tr("Text missing — translated from image");
  case Presence::present:
    break;
  }
  return {};
}

QString sureness_of(float uncertainty) {
  // σ² is twice the expected cross entropy: below σ = 1 the truth is expected to get more than 0.6,
  // above 1.3 less than 0.43; an even guess between three classes has 1.48.
  const QString word = uncertainty < 1.0f   ? Report::tr("sure")
                       : uncertainty < 1.3f ? Report::tr("fairly sure")
                                            : Report::tr("unsure");
  QString text =
      Report::tr("%1 (σ %2)").arg(word, QString::number(static_cast<double>(uncertainty), 'f', 2));
  return text.replace(QStringLiteral("σ "),
                      QStringLiteral("σ\u00A0")); // no line ends between sign and number
}

QString encoder_text(const std::string &id, std::int64_t tuned_blocks) {
  const QString name = QString::fromStdString(id);
  return tuned_blocks > 0
             ? Report::tr("%1, last %n block(s) tuned", nullptr, static_cast<int>(tuned_blocks))
                   .arg(name)
             : name;
}

QVector<std::pair<QString, QString>> facts_of(const Reading &reading) {
  QVector<std::pair<QString, QString>> facts;
  const auto add = [&](const QString &name, const QString &value) {
    if (!value.isEmpty())
      facts.append({name, value});
  };
  add(Report::tr("Model"), QString::fromStdString(reading.model));
  add(Report::tr("System"), QString::fromStdString(reading.system));
  add(Report::tr("Text encoder"), encoder_text(reading.text_encoder, reading.text_tuned_blocks));
  add(Report::tr("Image encoder"), encoder_text(reading.image_encoder, reading.image_tuned_blocks));
  if (reading.face_encoder != reading.image_encoder)
    add(Report::tr("Face encoder"), QString::fromStdString(reading.face_encoder));
  if (reading.duration_s && !reading.frame_times.empty())
    add(Report::tr("Frames read"), Report::tr("%1 in %2 s")
                                       .arg(reading.frame_times.size())
                                       .arg(*reading.duration_s, 0, 'f', 1));
  add(Report::tr("Device"), QString::fromStdString(reading.device));
  add(Report::tr("Precision"), QString::fromStdString(reading.precision));
  add(Report::tr("Time"), Report::tr("%1 ms").arg(QString::number(
                              reading.elapsed_ms, 'f', reading.elapsed_ms < 10 ? 1 : 0)));
  if (reading.parameters > 0)
    add(Report::tr("Parameters"), count_text(reading.parameters));
  if (reading.encoder_parameters > 0)
    add(Report::tr("In the encoders"), count_text(reading.encoder_parameters));
  return facts;
}

} // namespace affect::ui
