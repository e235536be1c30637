#include "dataset/text_csv.h"

#include "base/csv.h"
#include "media/text_file.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>

namespace affect {
namespace {

constexpr std::uintmax_t max_bytes = 512u << 20;

std::string lower(std::string_view text) {
  std::string result(text);
  for (char &c : result)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return result;
}

constexpr std::array<std::pair<std::string_view, Polarity>, 25> words = {{
    {"negative", Polarity::negative},  {"neutral", Polarity::neutral},
    {"positive", Polarity::positive},  {"joy", Polarity::positive},
    {"happy", Polarity::positive},     {"happiness", Polarity::positive},
    {"optimism", Polarity::positive},  {"love", Polarity::positive},
    {"calm", Polarity::neutral},       {"bored", Polarity::neutral},
    {"boredom", Polarity::neutral},    {"sad", Polarity::negative},
    {"sadness", Polarity::negative},   {"angry", Polarity::negative},
    {"anger", Polarity::negative},     {"fear", Polarity::negative},
    {"fearful", Polarity::negative},   {"disgust", Polarity::negative},
    {"disgusted", Polarity::negative}, {"anxiety", Polarity::negative},
    {"pessimism", Polarity::negative}, {"neg", Polarity::negative},
    {"pos", Polarity::positive},       {"neu", Polarity::neutral},
    {"contempt", Polarity::negative},
}};

} // namespace

std::optional<Polarity> polarity_of_label(std::string_view label) {
  const std::string word = lower(label);
  const auto found = std::find_if(words.begin(), words.end(),
                                  [&](const auto &entry) { return entry.first == word; });
  return found == words.end() ? std::nullopt : std::optional(found->second);
}

Result<std::vector<TextRow>> read_text_csv(const std::filesystem::path &file,
                                           const TextCsvOptions &options) {
  AFFECT_TRY(content, load_text(file, max_bytes));
  std::istringstream in(content);
  CsvReader reader(in);
  std::vector<std::string> cells;
  reader.next(cells);
  const int text = csv_column(cells, {lower(options.text_column)});
  const int label = csv_column(cells, {lower(options.label_column)});
  if (text < 0)
    return make_error(
        ErrorCode::bad_format,
        "The first line names no column \"" + options.text_column + "\"; add a header line.", file);
  const auto cell = [&](int column) {
    const auto index = static_cast<std::size_t>(column);
    return column >= 0 && index < cells.size() ? cells[index] : std::string();
  };
  std::vector<TextRow> rows;
  while (reader.next(cells)) {
    if (reader.unterminated())
      return make_error(ErrorCode::bad_format,
                        "Line " + std::to_string(reader.line()) +
                            ": a quoted cell has no closing quote; mend the file.",
                        file);
    if (!is_blank(cell(text)))
      rows.push_back({cell(text), cell(label), reader.line()});
  }
  return rows;
}

} // namespace affect
