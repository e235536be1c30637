#include "dataset/mosi.h"

#include "base/csv.h"
#include "dataset/list_cells.h"

#include <cmath>
#include <fstream>
#include <optional>

namespace affect {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_rows = 100000, most_values = 4096;

Error broken(const fs::path &file, std::size_t line, const std::string &what) {
  return make_error(ErrorCode::bad_format, "Line " + std::to_string(line) + ": " + what, file);
}

Result<std::ifstream> open_file(const fs::path &file) {
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored))
    return make_error(ErrorCode::not_found,
                      "The folder lacks this file; see docs/training.md for how it is laid out.",
                      file);
  std::ifstream in(file, std::ios::binary);
  if (!in)
    return make_error(ErrorCode::unreadable, "The file cannot be read; check its permissions.",
                      file);
  return in;
}

Result<std::vector<Utterance>> read_list(const fs::path &file) {
  AFFECT_TRY(in, open_file(file));
  CsvReader reader(in);
  std::vector<std::string> cells;
  reader.next(cells);
  const int columns[] = {csv_column(cells, {"video"}), csv_column(cells, {"utterance"}),
                         csv_column(cells, {"split"}), csv_column(cells, {"intensity"}),
                         csv_column(cells, {"text"})};
  for (const int column : columns)
    if (column < 0)
      return make_error(
          ErrorCode::bad_format,
          "The header must name the columns video, utterance, split, intensity and text.", file);
  std::vector<Utterance> utterances;
  while (reader.next(cells)) {
    if (is_empty_line(cells))
      continue;
    const auto cell = [&](int column) {
      const auto at = static_cast<std::size_t>(columns[column]);
      return at < cells.size() ? cells[at] : std::string();
    };
    const auto number = number_in(cell(1)), intensity = number_in(cell(3));
    if (reader.unterminated() || cell(0).empty() || !number || !intensity ||
        std::abs(*intensity) > 3)
      return broken(file, reader.line(),
                    "a video, a number and an intensity from -3 to 3 are needed.");
    utterances.push_back({cell(0), static_cast<int>(*number), cell(2), *intensity, cell(4)});
    if (utterances.size() > most_rows)
      return make_error(ErrorCode::too_large,
                        "The list has more than 100,000 utterances; split it.", file);
  }
  if (utterances.empty())
    return make_error(ErrorCode::bad_format, "The list is empty.", file);
  return utterances;
}

// Empty where there is no such file.
Result<std::vector<std::vector<float>>> read_vectors(const fs::path &file, std::size_t rows) {
  std::vector<std::vector<float>> vectors;
  std::error_code ignored;
  if (!fs::exists(file, ignored))
    return vectors;
  AFFECT_TRY(in, open_file(file));
  CsvReader reader(in);
  std::vector<std::string> cells;
  while (reader.next(cells)) {
    if (is_empty_line(cells))
      continue;
    std::vector<float> values;
    for (const std::string &cell : cells) {
      const auto value = number_in(cell);
      if (!value || cells.size() > most_values)
        return broken(file, reader.line(), "numbers are needed, at most 4,096.");
      values.push_back(static_cast<float>(*value));
    }
    if (!vectors.empty() && values.size() != vectors.front().size())
      return broken(file, reader.line(), "the line is not as long as the first one.");
    vectors.push_back(std::move(values));
    if (vectors.size() > rows)
      break;
  }
  if (vectors.size() != rows)
    return make_error(ErrorCode::bad_format,
                      "The file must have one line for each of the " + std::to_string(rows) +
                          " utterances.",
                      file);
  return vectors;
}

} // namespace

Result<UtteranceSet> load_mosi_utterances(const fs::path &root) {
  UtteranceSet set;
  AFFECT_TRY(list, read_list(root / "utterances.csv"));
  set.utterances = std::move(list);
  const std::size_t rows = set.utterances.size();
  for (auto [name, vectors] : {std::pair{"text.csv", &set.text}, std::pair{"audio.csv", &set.audio},
                               std::pair{"video.csv", &set.video}}) {
    AFFECT_TRY(read, read_vectors(root / name, rows));
    *vectors = std::move(read);
  }
  return set;
}

} // namespace affect
