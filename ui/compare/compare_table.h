#pragma once

#include "service/reading_service.h"

#include <QString>

#include <optional>
#include <vector>

namespace affect::ui {

/// What one bundle says of the post; neither reading nor error: it has not been asked yet.
struct ComparedModel {
  QString bundle;
  ReadingPtr reading;
  std::optional<Error> error;
};

struct CompareCell {
  QString text;                     ///< for the screen
  std::optional<double> value;      ///< the number itself, for CSV
  std::optional<double> share;      ///< 0 … 1, drawn as a bar
  std::optional<Polarity> polarity; ///< whose colour and sign the cell has
};

/// One line of the comparison; a heading has no cells.
struct CompareRow {
  QString name;
  QString tip;
  std::vector<CompareCell> cells; ///< one a model
  bool differs = false; ///< the models that have something to say here say different things

  bool heading() const { return cells.empty(); }
};

/// Numbers differ from this on: ten points of a hundred.
constexpr double notable_difference = 0.1;

/// Polarity, probabilities, each part alone with its weight, agreement, top words, and what read
/// it. Rows no model has anything to say in are left out.
std::vector<CompareRow> compare_rows(const std::vector<ComparedModel> &models);

/// The whole table, cells separated by tabs.
QString compare_as_text(const std::vector<ComparedModel> &models);
/// RFC 4180 with plain numbers.
QString compare_as_csv(const std::vector<ComparedModel> &models);

} // namespace affect::ui
