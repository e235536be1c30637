#include "reading/report.h"

#include "theme/colours.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <map>

namespace affect::ui {
namespace {

struct Report {
  Q_DECLARE_TR_FUNCTIONS(Report)
};

constexpr int most_faces = 1000; // in a text, which has room

QString word_text(const Reading &reading, int word) {
  if (word < 0 || word >= static_cast<int>(reading.words.size()))
    return {};
  const WordSpan &span = reading.words[static_cast<std::size_t>(word)];
  if (span.end > reading.text.size() || span.begin > span.end)
    return {};
  return QString::fromUtf8(reading.text.data() + span.begin,
                           static_cast<qsizetype>(span.end - span.begin))
      .simplified();
}

// SentencePiece writes a leading space as U+2581.
QString plain_piece(const std::string &piece) {
  return QString::fromStdString(piece).replace(QChar(0x2581), u' ').trimmed();
}

// Punctuation is what a language model expects almost anywhere; it tells nothing about the word
// that stands there.
bool is_word(const QString &text) {
  return std::any_of(text.begin(), text.end(),
                     [](QChar c) { return c.isLetterOrNumber() || c.isSurrogate(); });
}

QString count_text(std::int64_t count) {
  const QLocale locale(QLocale::English);
  if (count >= 1'000'000)
    return Report::tr("%1 million").arg(locale.toString(static_cast<double>(count) / 1e6, 'f', 1));
  return locale.toString(static_cast<qlonglong>(count));
}

} // namespace

namespace {

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

QString expression_text(const SeenFace &face) {
  if (face.expressions.empty())
    return {};
  static const std::map<std::string, const char *> known{
      {"angry", QT_TRANSLATE_NOOP("Report", "angry")},
      {"disgust", QT_TRANSLATE_NOOP("Report", "disgusted")},
      {"fear", QT_TRANSLATE_NOOP("Report", "afraid")},
      {"happy", QT_TRANSLATE_NOOP("Report", "happy")},
      {"sad", QT_TRANSLATE_NOOP("Report", "sad")},
      {"surprise", QT_TRANSLATE_NOOP("Report", "surprised")},
      {"neutral", QT_TRANSLATE_NOOP("Report", "no expression")}};
  const SeenFace::Expression &first = face.expressions.front();
  const auto found = known.find(first.name);
  const QString name =
      found == known.end() ? QString::fromStdString(first.name) : Report::tr(found->second);
  return QStringLiteral("%1 %2").arg(name, percent(static_cast<double>(first.probability)));
}

namespace {

QString face_heading(const Reading &reading) {
  const int count = static_cast<int>(reading.faces.size());
  if (count == 1) {
    const QString shows = expression_text(reading.faces.front());
    return shows.isEmpty() ? Report::tr("1 face, which was read")
                           : Report::tr("1 face, which was read: %1").arg(shows);
  }
  const bool all = std::all_of(reading.faces.begin(), reading.faces.end(),
                               [](const SeenFace &one) { return one.read; });
  return (all ? Report::tr("%1 faces, which were read")
              : Report::tr("%1 faces; the largest was read"))
      .arg(count);
}

QString faces_say(float by_themselves) {
  const QString number = signed_number(static_cast<double>(by_themselves));
  return by_themselves > 0 ? Report::tr("What faces show adds %1, towards positive").arg(number)
                           : Report::tr("What faces show adds %1, towards negative").arg(number);
}

} // namespace

QStringList face_lines(const Reading &reading, int most) {
  QStringList lines;
  if (reading.faces_not_looked_for)
    lines << Report::tr("Faces were not looked for: install the package opencv-data");
  if (reading.faces.empty())
    return lines;
  const int count = static_cast<int>(reading.faces.size());
  lines << face_heading(reading);
  if (reading.faces_by_themselves)
    lines << faces_say(*reading.faces_by_themselves);
  for (int i = 0; i < std::min(count, most); ++i) {
    const SeenFace &face = reading.faces[static_cast<std::size_t>(i)];
    if (face.boxes.empty())
      continue;
    const SeenFace::Box box = face.mean();
    const auto share = [](double part) { return QString::number(part * 100, 'f', 0); };
    QString line = Report::tr("%1 × %2 % of the picture").arg(share(box.width), share(box.height));
    if (reading.duration_s)
      line = Report::tr("%1 – %2 s, %3")
                 .arg(QString::number(face.boxes.front().time, 'f', 1),
                      QString::number(face.boxes.back().time, 'f', 1), line);
    if (const QString shows = expression_text(face); count > 1 && !shows.isEmpty())
      line += QStringLiteral(": ") + shows;
    const bool told_apart = face.read && count > 1 && !reading.faces.back().read;
    lines << (told_apart ? Report::tr("%1. %2, read") : Report::tr("%1. %2")).arg(i + 1).arg(line);
  }
  if (count > most)
    lines << Report::tr("and %1 more").arg(count - most);
  return lines;
}

QVector<std::pair<QString, QString>> expected_lines(const Reading &reading, int most) {
  struct Line {
    float own;
    QString word;
    QStringList candidates;
  };
  std::vector<Line> surprising;
  for (const ExpectedWord &expected : reading.expected_words) {
    Line line{expected.own_probability, word_text(reading, expected.word), {}};
    for (const ExpectedWord::Candidate &candidate : expected.candidates) {
      const QString text = plain_piece(candidate.text);
      // From the word's own rank on the model would not rather have something else.
      if (candidate.probability <= expected.own_probability || text == line.word ||
          line.candidates.size() == 3)
        break;
      if (is_word(text))
        line.candidates << QStringLiteral("%1 %2").arg(
            text, percent(static_cast<double>(candidate.probability)));
    }
    if (!line.candidates.isEmpty() && !line.word.isEmpty())
      surprising.push_back(std::move(line));
  }
  std::stable_sort(surprising.begin(), surprising.end(),
                   [](const Line &a, const Line &b) { return a.own < b.own; });
  QVector<std::pair<QString, QString>> lines;
  for (const Line &line : surprising)
    if (lines.size() < most)
      lines.append({line.word, line.candidates.join(QStringLiteral(",  "))});
  return lines;
}

QString reading_as_text(const Reading &reading) {
  QString text;
  const auto add = [&](const QString &name, const QString &value) {
    text += name + u'\t' + value + u'\n';
  };
  const auto number = [](float value) {
    return QString::number(static_cast<double>(value), 'f', 4);
  };
  const Polarity polarity = polarity_of(reading.probabilities);
  add(Report::tr("Post"), QString::fromStdString(reading.file.empty() ? reading.id : reading.file));
  if (!reading.text.empty())
    add(Report::tr("Words"), QString::fromStdString(reading.text).simplified());
  add(Report::tr("Polarity"), QStringLiteral("%1 %2").arg(sign_of(polarity), label_of(polarity)));
  for (Polarity each : {Polarity::negative, Polarity::neutral, Polarity::positive})
    add(label_of(each), number(reading.probabilities[static_cast<std::size_t>(each)]));
  add(Report::tr("Valence"),
      signed_number(static_cast<double>(valence_of(reading.probabilities)), 4));
  if (reading.uncertainty)
    add(Report::tr("Uncertainty σ"), number(*reading.uncertainty));
  for (const UnimodalReading &modality : reading.modalities) {
    const QString name = Report::tr("%1 alone").arg(label_of(modality.modality));
    if (modality.presence != Presence::present)
      add(name, presence_line(modality));
    else if (modality.probabilities)
      add(name,
          QStringLiteral("%1 %2").arg(label_of(polarity_of(*modality.probabilities)),
                                      number((*modality.probabilities)[static_cast<std::size_t>(
                                          polarity_of(*modality.probabilities))])));
    if (modality.weight)
      add(Report::tr("Weight of the %1").arg(label_of(modality.modality).toLower()),
          number(*modality.weight));
    if (modality.intensity)
      add(Report::tr("Intensity of the %1").arg(label_of(modality.modality).toLower()),
          number(*modality.intensity));
    if (modality.generated)
      add(Report::tr("Generated label of the %1").arg(label_of(modality.modality).toLower()),
          number(*modality.generated));
    if (modality.uncertainty)
      add(Report::tr("Uncertainty σ of the %1").arg(label_of(modality.modality).toLower()),
          number(*modality.uncertainty));
  }
  if (const QStringList faces = face_lines(reading, most_faces); !faces.isEmpty())
    add(Report::tr("Faces"), faces.join(QStringLiteral("; ")));
  if (const QString line = agreement_line(reading); !line.isEmpty())
    add(Report::tr("Agreement"), line);
  for (const auto &[word, candidates] : expected_lines(reading, 1000))
    add(Report::tr("Expected for “%1”").arg(word), candidates);
  for (const auto &[name, value] : facts_of(reading))
    add(name, value);
  return text;
}

} // namespace affect::ui
