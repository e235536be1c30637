#include "evaluate/reliability_table.h"

#include "base/csv.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <optional>

namespace affect::ui {
namespace {

constexpr std::uintmax_t most_bytes = 1 << 20; // two curves have twenty lines
constexpr double most_posts = 1e12, most_temperature = 100;

std::optional<double> number_in(const std::string &cell, double most) {
  double value = 0;
  const auto end = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (end.ec != std::errc() || end.ptr != cell.data() + cell.size() ||
      !(value >= 0 && value <= most))
    return std::nullopt;
  return value;
}

struct Line {
  double temperature, error;
  ReliabilityBin bin;
};

std::optional<Line> line_in(const std::vector<std::string> &cells,
                            const std::array<int, 7> &columns) {
  const std::array<double, 7> most = {1, 1, most_posts, 1, 1, most_temperature, 1};
  std::array<double, 7> values{};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto at = static_cast<std::size_t>(columns[i]);
    const auto value = at < cells.size() ? number_in(cells[at], most[i]) : std::nullopt;
    if (!value)
      return std::nullopt;
    values[i] = *value;
  }
  if (values[0] >= values[1] || values[5] <= 0)
    return std::nullopt;
  return Line{values[5],
              values[6],
              {values[0], values[1], static_cast<std::int64_t>(values[2]), values[3], values[4]}};
}

void add(std::vector<ReliabilityCurve> &curves, const Line &line) {
  const auto same = [&](const ReliabilityCurve &curve) {
    return curve.temperature == line.temperature;
  };
  auto found = std::find_if(curves.begin(), curves.end(), same);
  if (found == curves.end())
    found = curves.insert(curves.end(), {line.temperature, line.error, {}});
  found->bins.push_back(line.bin);
}

} // namespace

std::int64_t ReliabilityCurve::posts() const {
  std::int64_t sum = 0;
  for (const ReliabilityBin &bin : bins)
    sum += bin.posts;
  return sum;
}

std::filesystem::path reliability_file(const std::filesystem::path &bundle) {
  return bundle / "reliability.csv";
}

Result<std::vector<ReliabilityCurve>> read_reliability(const std::filesystem::path &file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  std::ifstream in(file, std::ios::binary);
  if (error || !in)
    return make_error(ErrorCode::not_found, "The model has no reliability figures.", file);
  if (size > most_bytes)
    return make_error(
        ErrorCode::too_large,
        "The reliability figures are larger than one megabyte; install the model again.", file);
  CsvReader reader(in);
  std::vector<std::string> cells;
  std::vector<ReliabilityCurve> curves;
  std::array<int, 7> columns{};
  if (reader.next(cells)) {
    columns = {csv_column(cells, {"from"}),     csv_column(cells, {"to"}),
               csv_column(cells, {"n"}),        csv_column(cells, {"confidence"}),
               csv_column(cells, {"accuracy"}), csv_column(cells, {"temperature"}),
               csv_column(cells, {"ece"})};
    if (std::any_of(columns.begin(), columns.end(), [](int column) { return column < 0; }))
      return make_error(ErrorCode::bad_format,
                        "The reliability figures lack a column (from, to, n, confidence, accuracy, "
                        "temperature, ece).",
                        file);
  }
  while (reader.next(cells)) {
    if (is_empty_line(cells))
      continue;
    const auto line = line_in(cells, columns);
    if (!line)
      return make_error(ErrorCode::bad_format,
                        "Line " + std::to_string(reader.line()) +
                            " of the reliability figures cannot be read.",
                        file);
    add(curves, *line);
  }
  if (curves.empty())
    return make_error(ErrorCode::bad_format,
                      "The reliability figures are empty; install the model again.", file);
  return curves;
}

} // namespace affect::ui
