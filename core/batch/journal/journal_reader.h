#pragma once

#include "analysis/reading.h"
#include "base/cancel.h"
#include "base/result.h"
#include "batch/journal/batch_options.h"
#include "sources/post.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace affect {

struct ReadingDetail;

enum class ItemState { waiting = 0, done = 1, failed = 2 };
const char *name_of(ItemState state); ///< "waiting", "done", "failed"

/// Which items are meant; disagreeing: done, and by one of the models text and image disagree.
enum class ItemFilter { all, waiting, done, failed, disagreeing };

/// The numbers of one model's reading; everything else is in JournalReader::json().
struct BatchReading {
  PolarityProbabilities probabilities{};
  float intensity = 0;
  bool disagreement = false;
  std::optional<float> text_valence,
      image_valence; ///< p(positive) - p(negative) of what either says alone
  std::optional<float> text_weight, image_weight; ///< 0 … 1, where the model has weights
};

/// One item of a run as a table shows it.
struct JournalRow {
  std::int64_t id = 0;
  PostSource source; ///< load_post() reads it; empty where no post could be made of the file
  ItemState state = ItemState::waiting;
  std::string name;    ///< as in the report's column `file`, UTF-8
  std::string preview; ///< of the text that was read, UTF-8, at most 160 bytes
  std::optional<Error> error;
  std::vector<BatchReading> readings; ///< in the order of identity().models; empty unless done
};

/// How many items are in which state.
struct JournalCounts {
  std::int64_t waiting = 0, done = 0, failed = 0;
  std::int64_t all() const { return waiting + done + failed; }
  std::int64_t
  of(ItemFilter filter) const; ///< of disagreeing ones 0: see JournalReader::disagreeing()
};

/// What the charts show of one model's readings.
struct ModelSummary {
  std::array<std::int64_t, 3> polarities{}; ///< negative, neutral, positive
  std::int64_t disagreements = 0;
  std::int64_t both =
      0; ///< readings with a text and an image, which could disagree, and others whose parts do
  std::array<std::int64_t, 20> intensities{}; ///< histogram over [-1, 1]
  std::array<std::int64_t, 10> sureness{};    ///< histogram of the largest probability over [0, 1]
  std::int64_t weighed = 0;                   ///< readings with both weights
  double text_weight = 0, image_weight = 0;   ///< means over these
};

/// How two models get on: posts both read.
struct ModelAgreement {
  std::size_t first = 0, second = 0;                  ///< indices into identity().models
  std::int64_t posts = 0, equal = 0;                  ///< and those with the same polarity
  std::array<std::array<std::int64_t, 3>, 3> table{}; ///< [polarity of first][polarity of second]
  double kappa = 0;                                   ///< Cohen's; 0 where it is not defined
};

struct JournalSummary {
  JournalCounts counts;
  std::vector<ModelSummary> models;
  std::vector<ModelAgreement> agreements;
  std::map<std::string, std::int64_t> failures; ///< by reason
};

/// By what readings are picked for a report.
enum class ReadingOrder { surest, least_sure, parts_disagree, models_disagree };

struct PickedReading {
  std::int64_t item = 0; ///< JournalRow::id
  std::size_t model = 0; ///< index into identity().models
};

/// Reads a journal while a run writes it, from another thread or process. One object, one thread.
/// All calls: errors unreadable and bad_format (damaged).
class JournalReader {
public:
  /// Errors: not_found, unreadable, bad_format (no journal), unsupported (of a newer version).
  static Result<std::unique_ptr<JournalReader>> open(const std::filesystem::path &journal);
  ~JournalReader();

  const BatchIdentity &identity() const;
  /// Whether the run has looked at everything there is: nothing more is going to be found.
  Result<bool> scan_complete();
  /// A number that changes whenever another connection wrote something: cheap, ask before the rest.
  Result<std::int64_t> version();

  Result<JournalCounts> counts();
  /// How many items pass ItemFilter::disagreeing: goes over all readings.
  Result<std::int64_t> disagreeing();
  /// A page of the items in the order they were found: `first` counts from 0 among those that pass.
  /// Takes well under a frame anywhere in a million rows where the pages are asked for in turn, or
  /// are near to an earlier one.
  Result<std::vector<JournalRow>> rows(ItemFilter filter, std::int64_t first, std::int64_t count);
  Result<std::optional<JournalRow>> row(std::int64_t id);
  /// What is kept of a reading beside its numbers; none: the post was not read.
  Result<std::optional<ReadingDetail>> detail(std::int64_t id, std::size_t model);
  /// The first few readings in the order of interest. Of one model, the first one's, but for
  /// models_disagree.
  Result<std::vector<PickedReading>> pick(ReadingOrder order, std::int64_t most);

  /// Goes over all readings: about a second for a million.
  Result<JournalSummary> summary();

  struct Impl;
  /// For the .cpp files of this folder.
  Impl &impl() { return *impl_; }

private:
  JournalReader();
  std::unique_ptr<Impl> impl_;
};

} // namespace affect
