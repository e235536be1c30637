#include "batch/journal/journal_reader_impl.h"
#include "batch/journal/journal_schema.h"
#include "batch/journal/reading_detail.h"

namespace affect {
namespace {

// Item and model, best first, at most ?1.
const char *query_of(ReadingOrder order) {
  switch (order) {
  case ReadingOrder::surest:
    return "SELECT item, model FROM reading WHERE model = 0 AND (SELECT state FROM item WHERE id = "
           "item) = 1 ORDER BY max(negative, neutral, positive) DESC, item LIMIT ?1";
  case ReadingOrder::least_sure:
    return "SELECT item, model FROM reading WHERE model = 0 AND (SELECT state FROM item WHERE id = "
           "item) = 1 ORDER BY max(negative, neutral, positive), item LIMIT ?1";
  case ReadingOrder::parts_disagree:
    return "SELECT item, model FROM reading WHERE model = 0 AND disagreement = 1 AND (SELECT state "
           "FROM item WHERE id = item) = 1 ORDER BY abs(text_valence - image_valence) DESC, item "
           "LIMIT ?1";
  case ReadingOrder::models_disagree:
    break;
  }
  return "SELECT item, 0 FROM reading WHERE (SELECT state FROM item WHERE id = item) = 1 GROUP BY "
         "item HAVING max(intensity) - min(intensity) > 0.5 ORDER BY max(intensity) - "
         "min(intensity) DESC, item LIMIT ?1";
}

} // namespace

Result<std::vector<PickedReading>> JournalReader::pick(ReadingOrder order, std::int64_t most) {
  std::vector<PickedReading> picked;
  Statement best(*impl_->database, query_of(order));
  best.bind(1, most);
  while (best.step())
    picked.push_back({best.integer(0), static_cast<std::size_t>(best.integer(1))});
  AFFECT_CHECK(impl_->database->check());
  return picked;
}

Result<std::optional<ReadingDetail>> JournalReader::detail(std::int64_t id, std::size_t model) {
  std::optional<ReadingDetail> detail;
  if (model >= static_cast<std::size_t>(journal::most_models))
    return detail;
  Statement one(*impl_->database, "SELECT heat, json FROM detail WHERE id = ?");
  one.bind(1, id * journal::most_models + static_cast<std::int64_t>(model));
  if (one.step())
    detail = parse_detail(one.bytes(0), one.bytes(1));
  one.reset();
  AFFECT_CHECK(impl_->database->check());
  return detail;
}

} // namespace affect
