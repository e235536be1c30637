// What a report says of the words that the language model would rather have expected.
#include "reading/report.h"

#include "theme/colours.h"

#include <algorithm>

namespace affect::ui {
namespace {

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

// A language model expects punctuation almost anywhere, so that it says nothing about the word
// that stands there.
bool is_word(const QString &text) {
  return std::any_of(text.begin(), text.end(),
                     [](QChar c) { return c.isLetterOrNumber() || c.isSurrogate(); });
}

} // namespace

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

} // namespace affect::ui
