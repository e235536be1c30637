#include "batch/journal/journal_walk.h"

#include "batch/journal/journal_reader_impl.h"
#include "batch/journal/journal_rows.h"

namespace affect {
namespace {

ReportedItem item_of(const Statement &row) {
  ReportedItem item;
  item.id = row.integer(0);
  item.source = journal::source_from(row, 6);
  item.name = journal::name_of_item(item.source, row.bytes(1));
  item.preview = row.bytes(2);
  if (journal::state_from(row.integer(5)) == ItemState::failed)
    item.error =
        make_error(row.is_null(3) ? ErrorCode::internal : journal::code_from(row.integer(3)),
                   row.bytes(4), row.bytes(11));
  return item;
}

ReportedItem::Detail detail_of(const Statement &row) {
  ReportedItem::Detail detail;
  for (int c = 0; c < 3; ++c)
    detail.numbers.probabilities[static_cast<std::size_t>(c)] =
        static_cast<float>(row.real(12 + c));
  const auto optional = [&](int column) {
    return row.is_null(column) ? std::nullopt : std::optional(static_cast<float>(row.real(column)));
  };
  detail.numbers.intensity = static_cast<float>(row.real(15));
  detail.numbers.disagreement = row.integer(16) != 0;
  detail.numbers.text_valence = optional(17);
  detail.numbers.image_valence = optional(18);
  detail.numbers.text_weight = optional(19);
  detail.numbers.image_weight = optional(20);
  detail.csv = row.bytes(21);
  detail.json = row.bytes(22);
  return detail;
}

} // namespace

Result<void> for_each_finished_item(JournalReader &reader,
                                    const std::function<Result<void>(const ReportedItem &)> &take,
                                    const ProgressFn &progress, const CancelToken &cancel) {
  AFFECT_TRY(counts, reader.counts());
  const auto all = static_cast<double>(std::max<std::int64_t>(counts.done + counts.failed, 1));
  // One statement sees one state of the database from its first step to its last.
  Statement rows(
      *reader.impl().database,
      "SELECT i.id, key, preview, error_code, error, state, post, image, text_file, clip, text, "
      "error_file, "
      "negative, neutral, positive, intensity, disagreement, text_valence, image_valence, "
      "text_weight, "
      "image_weight, csv, json FROM item i LEFT JOIN reading r ON r.item = i.id AND i.state = 1 "
      "LEFT JOIN detail d ON d.id = i.id * 16 + r.model WHERE i.state != 0 ORDER BY i.id, r.model");
  std::optional<ReportedItem> item;
  std::int64_t taken = 0;
  const auto finish = [&]() -> Result<void> {
    if (!item)
      return {};
    AFFECT_CHECK(take(*item));
    item.reset();
    if (progress && ++taken % 1000 == 0)
      progress({static_cast<double>(taken) / all, "report"});
    return {};
  };
  while (rows.step()) {
    if (cancel.cancelled())
      return make_error(ErrorCode::cancelled, "The report was stopped.",
                        reader.impl().database->file());
    if (!item || item->id != rows.integer(0)) {
      AFFECT_CHECK(finish());
      item = item_of(rows);
    }
    if (!item->error && !rows.is_null(12))
      item->details.push_back(detail_of(rows));
  }
  AFFECT_CHECK(finish());
  return reader.impl().database->check();
}

} // namespace affect
