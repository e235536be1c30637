#include "evaluate/robustness_curves.h"

#include "base/csv.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>

namespace affect::ui {
namespace {

constexpr std::uintmax_t most_bytes = 1 << 20; // a curve has a dozen points

std::optional<double> share_in(const std::string &cell) {
  double value = 0;
  const auto end = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (end.ec != std::errc() || end.ptr != cell.data() + cell.size() || !(value >= 0 && value <= 1))
    return std::nullopt;
  return value;
}

std::optional<Filling> filling_in(const std::string &cell) {
  if (cell == "translation")
    return Filling::translation;
  if (cell == "zeros")
    return Filling::zeros;
  return cell == "own" ? std::optional(Filling::own) : std::nullopt;
}

RobustnessCurve &curve_of(std::vector<RobustnessCurve> &curves, Modality removed, Filling filling) {
  for (RobustnessCurve &curve : curves)
    if (curve.removed == removed && curve.filling == filling)
      return curve;
  return curves.emplace_back(RobustnessCurve{removed, filling, {}});
}

} // namespace

std::filesystem::path robustness_file(const std::filesystem::path &bundle) {
  return bundle / "robustness.csv";
}

Result<std::vector<RobustnessCurve>> read_robustness(const std::filesystem::path &file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  std::ifstream in(file, std::ios::binary);
  if (error || !in)
    return make_error(ErrorCode::not_found, "The model has no robustness figures.", file);
  if (size > most_bytes)
    return make_error(
        ErrorCode::too_large,
        "The robustness figures are larger than one megabyte; install the model again.", file);
  CsvReader reader(in);
  std::vector<std::string> cells;
  if (!reader.next(cells))
    return make_error(ErrorCode::bad_format,
                      "The robustness figures are empty; install the model again.", file);
  const int columns[] = {csv_column(cells, {"removed"}), csv_column(cells, {"share"}),
                         csv_column(cells, {"filling"}), csv_column(cells, {"accuracy"}),
                         csv_column(cells, {"weighted_f1"})};
  if (std::any_of(std::begin(columns), std::end(columns), [](int column) { return column < 0; }))
    return make_error(
        ErrorCode::bad_format,
        "The robustness figures lack a column (removed, share, filling, accuracy, weighted_f1).",
        file);
  const int last = *std::max_element(std::begin(columns), std::end(columns));
  std::vector<RobustnessCurve> curves;
  while (reader.next(cells)) {
    if (is_empty_line(cells))
      continue;
    const auto broken = [&] {
      return make_error(ErrorCode::bad_format,
                        "Line " + std::to_string(reader.line()) +
                            " of the robustness figures cannot be read.",
                        file);
    };
    if (static_cast<int>(cells.size()) <= last)
      return broken();
    const auto cell = [&](int i) -> const std::string & {
      return cells[static_cast<std::size_t>(columns[i])];
    };
    const auto share = share_in(cell(1)), accuracy = share_in(cell(3)), f1 = share_in(cell(4));
    if (!share || !accuracy || !f1 || (cell(0) != "image" && cell(0) != "text"))
      return broken();
    const auto filling = filling_in(cell(2));
    if (!filling)
      continue; // of a newer program
    const Modality removed = cell(0) == "image" ? Modality::image : Modality::text;
    curve_of(curves, removed, *filling).points.push_back({*share, *accuracy, *f1});
  }
  if (curves.empty())
    return make_error(ErrorCode::bad_format,
                      "The robustness figures are empty; install the model again.", file);
  for (RobustnessCurve &curve : curves)
    std::stable_sort(
        curve.points.begin(), curve.points.end(),
        [](const RobustnessPoint &a, const RobustnessPoint &b) { return a.share < b.share; });
  std::stable_sort(curves.begin(), curves.end(),
                   [](const RobustnessCurve &a, const RobustnessCurve &b) {
                     return std::pair(a.removed, a.filling) < std::pair(b.removed, b.filling);
                   });
  return curves;
}

} // namespace affect::ui
