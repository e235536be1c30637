// What a report says of the faces in a picture or a clip.
#include "reading/report.h"

#include "reading/report_context.h"
#include "theme/colours.h"

#include <algorithm>
#include <map>

namespace affect::ui {

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

// When a clip shows the face, how large it is, what it shows.
QString face_line(const Reading &reading, int i) {
  const bool several = reading.faces.size() > 1;
  const SeenFace &face = reading.faces[static_cast<std::size_t>(i)];
  const SeenFace::Box box = face.mean();
  const auto share = [](double part) { return QString::number(part * 100, 'f', 0); };
  QString line = Report::tr("%1 × %2 % of the picture").arg(share(box.width), share(box.height));
  if (reading.duration_s)
    line = Report::tr("%1 – %2 s, %3")
               .arg(QString::number(face.boxes.front().time, 'f', 1),
                    QString::number(face.boxes.back().time, 'f', 1), line);
  if (const QString shows = expression_text(face); several && !shows.isEmpty())
    line += QStringLiteral(": ") + shows;
  const bool told_apart = face.read && several && !reading.faces.back().read;
  return (told_apart ? Report::tr("%1. %2, read") : Report::tr("%1. %2")).arg(i + 1).arg(line);
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
  for (int i = 0; i < std::min(count, most); ++i)
    if (!reading.faces[static_cast<std::size_t>(i)].boxes.empty())
      lines << face_line(reading, i);
  if (count > most)
    lines << Report::tr("and %1 more").arg(count - most);
  return lines;
}

} // namespace affect::ui
