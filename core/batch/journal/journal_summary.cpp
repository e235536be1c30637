#include "batch/journal/database.h"
#include "batch/journal/journal_reader.h"
#include "batch/journal/journal_reader_impl.h"

#include <algorithm>
#include <cmath>

namespace affect {
namespace {

template <std::size_t size> void count_in(std::array<std::int64_t, size> &histogram, double share) {
  const auto bin = static_cast<std::int64_t>(std::floor(share * static_cast<double>(size)));
  ++histogram[static_cast<std::size_t>(std::clamp<std::int64_t>(bin, 0, size - 1))];
}

double kappa_of(const ModelAgreement &agreement) {
  if (agreement.posts == 0)
    return 0;
  const auto posts = static_cast<double>(agreement.posts);
  double by_chance = 0;
  for (std::size_t c = 0; c < 3; ++c) {
    double first = 0, second = 0;
    for (std::size_t other = 0; other < 3; ++other) {
      first += static_cast<double>(agreement.table[c][other]);
      second += static_cast<double>(agreement.table[other][c]);
    }
    by_chance += first / posts * (second / posts);
  }
  return by_chance < 1
             ? (static_cast<double>(agreement.equal) / posts - by_chance) / (1 - by_chance)
             : 0;
}

void count(ModelSummary &model, const Statement &row, Polarity polarity, double surest) {
  ++model.polarities[static_cast<std::size_t>(polarity)];
  model.disagreements += row.integer(6);
  count_in(model.intensities, (row.real(5) + 1) / 2);
  count_in(model.sureness, surest);
  // The journal knows nothing of the sound alone: words and voice at odds in a clip without a
  // picture count as well.
  if ((!row.is_null(7) && !row.is_null(8)) || row.integer(6) != 0)
    ++model.both;
  if (!row.is_null(9) && !row.is_null(10)) {
    ++model.weighed;
    model.text_weight += row.real(9);
    model.image_weight += row.real(10);
  }
}

} // namespace

Result<JournalSummary> JournalReader::summary() {
  JournalSummary summary;
  AFFECT_TRY(counts, this->counts());
  summary.counts = counts;
  const std::size_t models = identity().models.size();
  summary.models.resize(models);
  for (std::size_t a = 0; a < models; ++a)
    for (std::size_t b = a + 1; b < models; ++b)
      summary.agreements.push_back({a, b, 0, 0, {}, 0});
  Statement all(
      *impl_->database,
      "SELECT item, model, negative, neutral, positive, intensity, disagreement, text_valence, "
      "image_valence, text_weight, image_weight FROM reading "
      "WHERE (SELECT state FROM item WHERE id = reading.item) = 1 ORDER BY item, model");
  std::int64_t item = -1;
  std::vector<std::optional<Polarity>> polarities(models);
  const auto finish_item = [&] {
    for (ModelAgreement &pair : summary.agreements)
      if (polarities[pair.first] && polarities[pair.second]) {
        ++pair.posts;
        pair.equal += polarities[pair.first] == polarities[pair.second] ? 1 : 0;
        ++pair.table[static_cast<std::size_t>(*polarities[pair.first])]
                    [static_cast<std::size_t>(*polarities[pair.second])];
      }
    std::fill(polarities.begin(), polarities.end(), std::nullopt);
  };
  while (all.step()) {
    const auto model = static_cast<std::size_t>(all.integer(1));
    if (model >= models)
      continue;
    if (all.integer(0) != item)
      finish_item();
    item = all.integer(0);
    const PolarityProbabilities p{static_cast<float>(all.real(2)), static_cast<float>(all.real(3)),
                                  static_cast<float>(all.real(4))};
    polarities[model] = polarity_of(p);
    count(summary.models[model], all, polarity_of(p), *std::max_element(p.begin(), p.end()));
  }
  finish_item();
  for (ModelSummary &model : summary.models)
    if (model.weighed > 0) {
      model.text_weight /= static_cast<double>(model.weighed);
      model.image_weight /= static_cast<double>(model.weighed);
    }
  for (ModelAgreement &pair : summary.agreements)
    pair.kappa = kappa_of(pair);
  Statement failures(
      *impl_->database,
      "SELECT error, count(*) FROM item WHERE state = 2 GROUP BY error ORDER BY 2 DESC LIMIT 100");
  while (failures.step())
    summary.failures[failures.bytes(0)] = failures.integer(1);
  AFFECT_CHECK(impl_->database->check());
  return summary;
}

} // namespace affect
