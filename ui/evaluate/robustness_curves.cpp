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

/// Where the file has its columns, which may come in any order.
struct Columns {
  int removed, share, filling, accuracy, weighted_f1;

  explicit Columns(const std::vector<std::string> &head)
      : removed(csv_column(head, {"removed"})), share(csv_column(head, {"share"})),
        filling(csv_column(head, {"filling"})), accuracy(csv_column(head, {"accuracy"})),
        weighted_f1(csv_column(head, {"weighted_f1"})) {}

  bool complete() const { return std::min({removed, share, filling, accuracy, weighted_f1}) >= 0; }
  int last() const { return std::max({removed, share, filling, accuracy, weighted_f1}); }
};

// False where the line cannot be read. What a newer program fills with is left out.
bool add_point(std::vector<RobustnessCurve> &curves, const Columns &columns,
               const std::vector<std::string> &cells) {
  if (static_cast<int>(cells.size()) <= columns.last())
    return false;
  const auto cell = [&](int column) -> const std::string & {
    return cells[static_cast<std::size_t>(column)];
  };
  const std::string &removed = cell(columns.removed);
  const auto share = share_in(cell(columns.share)), accuracy = share_in(cell(columns.accuracy)),
             f1 = share_in(cell(columns.weighted_f1));
  if (!share || !accuracy || !f1 || (removed != "image" && removed != "text"))
    return false;
  if (const auto filling = filling_in(cell(columns.filling)))
    curve_of(curves, removed == "image" ? Modality::image : Modality::text, *filling)
        .points.push_back({*share, *accuracy, *f1});
  return true;
}

void sort_curves(std::vector<RobustnessCurve> &curves) {
  for (RobustnessCurve &curve : curves)
    std::stable_sort(
        curve.points.begin(), curve.points.end(),
        [](const RobustnessPoint &a, const RobustnessPoint &b) { return a.share < b.share; });
  std::stable_sort(curves.begin(), curves.end(),
                   [](const RobustnessCurve &a, const RobustnessCurve &b) {
                     return std::pair(a.removed, a.filling) < std::pair(b.removed, b.filling);
                   });
}

Error no_figures(const std::filesystem::path &file) {
  return make_error(ErrorCode::bad_format,
                    "The robustness figures are empty; install the model again.", file);
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
    return no_figures(file);
  const Columns columns(cells);
  if (!columns.complete())
    return make_error(
        ErrorCode::bad_format,
        "The robustness figures lack a column (removed, share, filling, accuracy, weighted_f1).",
        file);
  std::vector<RobustnessCurve> curves;
  while (reader.next(cells))
    if (!is_empty_line(cells) && !add_point(curves, columns, cells))
      return make_error(ErrorCode::bad_format,
                        "Line " + std::to_string(reader.line()) +
                            " of the robustness figures cannot be read.",
                        file);
  if (curves.empty())
    return no_figures(file);
  sort_curves(curves);
  return curves;
}

} // namespace affect::ui
