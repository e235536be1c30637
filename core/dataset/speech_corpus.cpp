#include "dataset/speech_corpus.h"

#include "base/csv.h"
#include "dataset/list_cells.h"
#include "dataset/text_csv.h"
#include "media/text_file.h"

#include <algorithm>
#include <sstream>

namespace affect {
namespace {

constexpr std::uintmax_t max_bytes = 64u << 20;

std::string plain_emotion(std::string word) {
  std::transform(word.begin(), word.end(), word.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (word == "fearful")
    return "fear";
  if (word == "surprised")
    return "surprise";
  return word;
}

} // namespace

Polarity polarity_of_emotion(std::string_view emotion) {
  if (emotion == "surprise")
    return Polarity::positive;
  return polarity_of_label(emotion).value_or(Polarity::neutral);
}

Result<std::vector<SpeechUtterance>> read_speech_corpus(const std::filesystem::path &folder) {
  const auto file = folder / "labels.csv";
  AFFECT_TRY(content, load_text(file, max_bytes));
  std::istringstream in(content);
  CsvReader reader(in);
  std::vector<std::string> cells;
  reader.next(cells);
  const int columns[] = {csv_column(cells, {"file"}), csv_column(cells, {"speaker"}),
                         csv_column(cells, {"emotion"})};
  if (*std::min_element(std::begin(columns), std::end(columns)) < 0)
    return make_error(
        ErrorCode::bad_format,
        "The first line must name the columns file, speaker and emotion; mend the header.", file);
  std::vector<SpeechUtterance> utterances;
  while (reader.next(cells)) {
    if (is_empty_line(cells))
      continue;
    std::string values[3];
    for (std::size_t i = 0; i < 3; ++i)
      if (static_cast<std::size_t>(columns[i]) < cells.size())
        values[i] = cells[static_cast<std::size_t>(columns[i])];
    if (reader.unterminated() || values[0].empty() || values[1].empty() || values[2].empty() ||
        !stays_inside(values[0]))
      return make_error(
          ErrorCode::bad_format,
          "Line " + std::to_string(reader.line()) +
              " does not name a file inside the folder, a speaker and an emotion; mend it.",
          file);
    const std::string emotion = plain_emotion(values[2]);
    utterances.push_back({folder / values[0], values[1], emotion, polarity_of_emotion(emotion)});
  }
  return utterances;
}

std::vector<std::string> speech_dev_speakers(std::string_view corpus) {
  if (corpus == "ravdess")
    return {"actor17", "actor18", "actor19", "actor20"};
  if (corpus == "casia")
    return {"ZhaoZuoxiang"};
  if (corpus == "emodb")
    return {"speaker15", "speaker16"};
  return {};
}

} // namespace affect
