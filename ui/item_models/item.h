#pragma once

#include "service/reading_service.h"

#include <QImage>
#include <QString>

#include <optional>

namespace affect::ui {

/// Names an item for as long as the program runs; rows change, keys do not.
using ItemKey = quint64;

enum class ItemState { waiting, read, failed };

/// What the list keeps of a reading; attention stays out so that ten thousand items fit.
struct ItemResult {
  PolarityProbabilities probabilities{};
  bool disagreement = false;

  Polarity polarity() const { return polarity_of(probabilities); }
  float confidence() const { return probabilities[static_cast<std::size_t>(polarity())]; }
};

/// One opened post.
struct Item {
  ItemKey key = 0;
  PostSource source;
  PostPtr memory; ///< a pasted post, which has no file; else null
  QString title;  ///< file name or "Pasted picture"
  QString words;  ///< the text's beginning, one line
  ItemState state = ItemState::waiting;
  std::optional<ItemResult> result;
  std::optional<Error> error;
};

} // namespace affect::ui
