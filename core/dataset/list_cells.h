#pragma once

#include "base/csv.h"
#include "base/result.h"
#include "dataset/labelled_post.h"

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

/// What the readers of data sets' lists share.
namespace affect {

/// Without blanks and line ends around it.
std::string_view trimmed(std::string_view text);

/// Each line, trimmed; empty ones too.
std::vector<std::string_view> lines_of(std::string_view text);

/// The number that a cell is, blanks around it aside; nothing where it is none or not finite.
std::optional<double> number_in(std::string_view cell);

/// Whether an id of a list can become a file's name: it must not lead out of the data folder.
bool usable_as_name(std::string_view id);

/// Whether a path that a list names is relative and does not lead out of the list's own folder.
bool stays_inside(const std::filesystem::path &named);

/// The spelling of a split that all lists share: lower case; dev, val and validation are valid.
std::string split_name(std::string_view written);

/// -1, 0 or 1 of a degree.
Polarity polarity_of_sign(double degree);

/// What ListOptions::scale says of a list whose largest degree, without its sign, is `largest`.
double scale_of(double largest, double asked);

/// A CSV with a header, row by row. At most 512 MB and a million rows; a row of more than 1 MB is
/// damaged.
class HeadedCsv {
public:
  /// Errors: not_found, unreadable, too_large.
  static Result<std::unique_ptr<HeadedCsv>> open(const std::filesystem::path &file);

  /// Column of the first of `names` (lower case) that the header has; -1 where it has none.
  int column(std::initializer_list<std::string_view> names) const {
    return csv_column(header_, names);
  }
  /// The next row that is no empty line; false at the end. Errors: bad_format (a quote that is
  /// never closed), too_large.
  Result<bool> next();
  /// Of the row; empty where the row or the header lacks it.
  std::string cell(int column) const;
  /// Whether all of the row was read.
  bool whole() const { return !reader_.too_long(); }
  /// Where the row begins, from 1.
  std::size_t line() const { return reader_.line(); }
  /// An error about this row: "Line 12: …".
  Error row_error(const std::string &what) const;

private:
  HeadedCsv(std::filesystem::path file, std::string content);
  std::filesystem::path file_;
  std::istringstream in_;
  CsvReader reader_;
  std::vector<std::string> header_, cells_;
  std::size_t rows_ = 0;
};

} // namespace affect
