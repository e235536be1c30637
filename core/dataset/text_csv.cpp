#include "dataset/text_csv.h"

#include "media/csv.h"
#include "media/text_file.h"

#include <algorithm>
#include <array>
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
    {"negative", Polarity::negative},  {"neutral", Polarity::neutral},  {"positive", Polarity::positive},
    {"joy", Polarity::positive},       {"happy", Polarity::positive},   {"happiness", Polarity::positive},
    {"optimism", Polarity::positive},  {"love", Polarity::positive},    {"calm", Polarity::neutral},
    {"bored", Polarity::neutral},      {"boredom", Polarity::neutral},  {"sad", Polarity::negative},
    {"sadness", Polarity::negative},   {"angry", Polarity::negative},   {"anger", Polarity::negative},
    {"fear", Polarity::negative},      {"fearful", Polarity::negative}, {"disgust", Polarity::negative},
    {"disgusted", Polarity::negative}, {"anxiety", Polarity::negative}, {"pessimism", Polarity::negative},
    {"neg", Polarity::negative},       {"pos", Polarity::positive},     {"neu", Polarity::neutral},
    {"contempt", Polarity::negative},
}};

} // namespace

std::optional<Polarity> polarity_of_label(std::string_view label) {
  const std::string word = lower(label);
  const auto found = std::find_if(words.begin(), words.end(), [&](const auto &entry) { return entry.first == word; });
  return found == words.end() ? std::nullopt : std::optional(found->second);
}

Result<std::vector<TextRow>> read_text_csv(const std::filesystem::path &file, const TextCsvOptions &options) {
  AFFECT_TRY(content, load_text(file, max_bytes));
  CsvRows reader(content);
  const auto header = reader.next();
  const int text = header ? csv_column(*header, {lower(options.text_column)}) : -1;
  const int label = header ? csv_column(*header, {lower(options.label_column)}) : -1;
  if (text < 0)
    return make_error(ErrorCode::bad_format,
                      "The first line names no column \"" + options.text_column + "\"; add a header line.", file);
  std::vector<TextRow> rows;
  while (const auto cells = reader.next()) {
    if (reader.unterminated())
      return make_error(
          ErrorCode::bad_format,
          "Line " + std::to_string(reader.line()) + ": a quoted cell has no closing quote; mend the file.", file);
    const auto cell = [&](int column) {
      return column >= 0 && static_cast<std::size_t>(column) < cells->size()
                 ? (*cells)[static_cast<std::size_t>(column)]
                 : std::string();
    };
    if (std::string content_cell = cell(text); !is_blank(content_cell))
      rows.push_back({std::move(content_cell), cell(label), reader.line()});
  }
  return rows;
}

} // namespace affect
