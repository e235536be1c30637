#include "batch/rows/csv_row.h"

#include "batch/rows/csv_cell.h"
#include "batch/rows/highlights.h"

#include <array>
#include <map>
#include <string_view>

namespace affect {
namespace {

// The order is part of the format (docs/report.md).
constexpr std::array<std::string_view, 25> columns = {
    "file",        "kind",       "model",        "polarity",   "p_negative",
    "p_neutral",   "p_positive", "intensity",    "text_label", "text_p",
    "image_label", "image_p",    "audio_label",  "audio_p",    "w_text",
    "w_image",     "w_audio",    "disagreement", "missing",    "top_words",
    "top_regions", "top_times",  "duration_s",   "status",     "error"};

// Cells by name, so that a column cannot slip into its neighbour's place.
class Row {
public:
  void text(std::string_view column, std::string_view value) { cells_[column] = csv_text(value); }
  void number(std::string_view column, double value) { cells_[column] = csv_number(value); }
  std::string line() const {
    std::string line;
    for (std::string_view column : columns) {
      if (column != columns.front())
        line += ',';
      if (const auto cell = cells_.find(column); cell != cells_.end())
        append_csv_cell(line, cell->second);
    }
    return line + "\r\n";
  }

private:
  std::map<std::string_view, std::string> cells_;
};

std::string joined(const std::vector<Highlight> &highlights, int decimals = 2) {
  std::string text;
  for (const Highlight &one : highlights) {
    if (!text.empty())
      text += "; ";
    text += one.name + ":" + csv_number(one.value, decimals);
  }
  return text;
}

std::string joined(const std::vector<std::string> &names) {
  std::string text;
  for (const std::string &name : names)
    text += (text.empty() ? "" : "; ") + name;
  return text;
}

struct ModalityColumns {
  std::string_view label, probability, weight;
};

ModalityColumns columns_of(Modality modality) {
  switch (modality) {
  case Modality::text:
    return {"text_label", "text_p", "w_text"};
  case Modality::image:
    return {"image_label", "image_p", "w_image"};
  case Modality::audio:
    break;
  }
  return {"audio_label", "audio_p", "w_audio"};
}

void fill_modality(Row &row, const UnimodalReading &one) {
  const ModalityColumns names = columns_of(one.modality);
  if (one.probabilities) {
    const Polarity polarity = polarity_of(*one.probabilities);
    row.text(names.label, name_of(polarity));
    row.number(names.probability, (*one.probabilities)[static_cast<std::size_t>(polarity)]);
  }
  if (one.weight)
    row.number(names.weight, *one.weight);
}

} // namespace

std::string csv_header(bool byte_order_mark) {
  std::string header = byte_order_mark ? "\xEF\xBB\xBF" : "";
  for (std::string_view column : columns) {
    if (column != columns.front())
      header += ',';
    header += column;
  }
  return header + "\r\n";
}

std::string csv_row(const Reading &reading) {
  Row row;
  row.text("file", report_name(reading));
  row.text("kind", kind_of(reading));
  row.text("model", reading.model);
  row.text("polarity", name_of(polarity_of(reading.probabilities)));
  row.number("p_negative", reading.probabilities[0]);
  row.number("p_neutral", reading.probabilities[1]);
  row.number("p_positive", reading.probabilities[2]);
  row.number("intensity", intensity_of(reading));
  for (const UnimodalReading &one : reading.modalities)
    fill_modality(row, one);
  row.text("disagreement", reading.disagreement ? "true" : "false");
  row.text("missing", joined(missing_modalities(reading)));
  row.text("top_words", joined(top_words(reading)));
  // A clip's attention is spread over many times the regions of a picture's.
  row.text("top_regions", joined(top_regions(reading), reading.frames() > 1 ? 4 : 2));
  row.text("top_times", joined(top_times(reading)));
  if (reading.duration_s)
    row.number("duration_s", *reading.duration_s);
  row.text("status", "ok");
  return row.line();
}

std::string csv_failure_row(const Error &error, const std::filesystem::path &post, bool clip,
                            const std::string &model) {
  const std::filesystem::path &named = post.empty() ? error.file : post;
  Row row;
  row.text("file", report_name(named.string()));
  row.text("kind", clip ? "clip" : "post");
  row.text("model", model);
  row.text("status", "failed");
  row.text("error", named == error.file ? error.message : report_name(error.text()));
  return row.line();
}

} // namespace affect
