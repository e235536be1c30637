#include "batch/journal/journal_reader.h"

#include "batch/journal/journal_reader_impl.h"
#include "batch/journal/journal_rows.h"
#include "batch/journal/journal_schema.h"
#include "batch/journal/stored_reading.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace affect {
namespace {

constexpr std::int64_t anchor_step = 1000; // places between two whose ids are remembered
// While a run writes, a page may be off by what it wrote in this time; the view asks again anyway.
constexpr std::chrono::seconds anchors_last{2};

const char *condition(ItemFilter filter) {
  switch (filter) {
  case ItemFilter::waiting:
    return "state = 0 AND ";
  case ItemFilter::done:
    return "state = 1 AND ";
  case ItemFilter::failed:
    return "state = 2 AND ";
  case ItemFilter::disagreeing:
    return "state = 1 AND EXISTS (SELECT 1 FROM reading WHERE reading.item = item.id AND "
           "disagreement = 1) AND ";
  case ItemFilter::all:
    break;
  }
  return "";
}

std::optional<float> optional_float(const Statement &row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(static_cast<float>(row.real(column)));
}

constexpr const char *row_columns =
    "id, state, key, preview, error_code, error, error_file, post, image, text_file, clip, text";

} // namespace

const char *name_of(ItemState state) {
  static constexpr const char *names[] = {"waiting", "done", "failed"};
  return names[static_cast<int>(state)];
}

std::int64_t JournalCounts::of(ItemFilter filter) const {
  switch (filter) {
  case ItemFilter::waiting:
    return waiting;
  case ItemFilter::done:
    return done;
  case ItemFilter::failed:
    return failed;
  case ItemFilter::disagreeing:
    return 0;
  case ItemFilter::all:
    break;
  }
  return all();
}

// The id after which the item at `place` comes, and at most anchor_step others before it; `place`
// becomes how many.
Result<std::int64_t> JournalReader::Impl::id_before(ItemFilter filter, std::int64_t place) {
  const auto wanted = static_cast<std::size_t>(place / anchor_step);
  if (filter == ItemFilter::all) // items are numbered from 1 without gaps
    return place - place % anchor_step;
  Anchors &known = anchors[static_cast<int>(filter)];
  const auto now = std::chrono::steady_clock::now();
  if (const std::int64_t current = version();
      known.ids.empty() || (current != known.version && now - known.made > anchors_last))
    known = {current, now, {0}};
  if (known.ids.size() <= wanted) {
    const std::string sql =
        std::string("SELECT id FROM item WHERE ") + condition(filter) + "id > ? ORDER BY id";
    Statement walk(*database, sql.c_str());
    walk.bind(1, known.ids.back());
    for (std::int64_t i = 1; known.ids.size() <= wanted && walk.step(); ++i)
      if (i % anchor_step == 0)
        known.ids.push_back(walk.integer(0));
  }
  AFFECT_CHECK(database->check());
  return known.ids.size() > wanted ? known.ids[wanted] : -1;
}

JournalRow JournalReader::Impl::row_of(const Statement &row) {
  JournalRow made;
  made.id = row.integer(0);
  made.state = journal::state_from(row.integer(1));
  made.preview = row.bytes(3);
  if (!row.is_null(4))
    made.error = make_error(journal::code_from(row.integer(4)), row.bytes(5), row.bytes(6));
  made.source = journal::source_from(row, 7);
  made.name = journal::name_of_item(made.source, row.bytes(2));
  if (made.state == ItemState::done)
    add_readings(made);
  return made;
}

void JournalReader::Impl::add_readings(JournalRow &row) {
  Statement numbers(
      *database,
      "SELECT negative, neutral, positive, intensity, disagreement, text_valence, image_valence, "
      "text_weight, image_weight FROM reading WHERE item = ? ORDER BY model");
  numbers.bind(1, row.id);
  while (numbers.step()) {
    BatchReading one;
    for (int c = 0; c < 3; ++c)
      one.probabilities[static_cast<std::size_t>(c)] = static_cast<float>(numbers.real(c));
    one.intensity = static_cast<float>(numbers.real(3));
    one.disagreement = numbers.integer(4) != 0;
    one.text_valence = optional_float(numbers, 5);
    one.image_valence = optional_float(numbers, 6);
    one.text_weight = optional_float(numbers, 7);
    one.image_weight = optional_float(numbers, 8);
    row.readings.push_back(one);
  }
}

JournalReader::JournalReader() : impl_(std::make_unique<Impl>()) {}
JournalReader::~JournalReader() = default;

Result<std::unique_ptr<JournalReader>> JournalReader::open(const std::filesystem::path &journal) {
  std::unique_ptr<JournalReader> reader(new JournalReader);
  AFFECT_TRY(database, Database::open(journal, Database::Access::read));
  AFFECT_CHECK(journal::check_format(*database));
  AFFECT_TRY(identity, journal::identity_in(*database));
  reader->impl_->database = std::move(database);
  reader->impl_->identity = std::move(identity);
  return reader;
}

const BatchIdentity &JournalReader::identity() const { return impl_->identity; }

Result<bool> JournalReader::scan_complete() {
  const auto complete =
      impl_->database->integer("SELECT value FROM meta WHERE key = 'scan_complete'");
  AFFECT_CHECK(impl_->database->check());
  return complete.value_or(0) != 0;
}

Result<std::int64_t> JournalReader::version() {
  const std::int64_t version = impl_->version();
  AFFECT_CHECK(impl_->database->check());
  return version;
}

Result<JournalCounts> JournalReader::counts() {
  JournalCounts counts;
  Statement states(*impl_->database, "SELECT state, count(*) FROM item GROUP BY state");
  while (states.step()) {
    const ItemState state = journal::state_from(states.integer(0));
    (state == ItemState::done     ? counts.done
     : state == ItemState::failed ? counts.failed
                                  : counts.waiting) += states.integer(1);
  }
  AFFECT_CHECK(impl_->database->check());
  return counts;
}

Result<std::int64_t> JournalReader::disagreeing() {
  const std::string sql =
      std::string("SELECT count(*) FROM item WHERE ") + condition(ItemFilter::disagreeing) + "1";
  const auto count = impl_->database->integer(sql.c_str());
  AFFECT_CHECK(impl_->database->check());
  return count.value_or(0);
}

Result<std::vector<JournalRow>> JournalReader::rows(ItemFilter filter, std::int64_t first,
                                                    std::int64_t count) {
  std::vector<JournalRow> page;
  if (first < 0 || count <= 0)
    return page;
  AFFECT_TRY(after, impl_->id_before(filter, first));
  if (after < 0)
    return page;
  const std::string sql = std::string("SELECT ") + row_columns + " FROM item WHERE " +
                          condition(filter) + "id > ? ORDER BY id LIMIT ? OFFSET ?";
  Statement next(*impl_->database, sql.c_str());
  next.bind(1, after);
  next.bind(2, count);
  next.bind(3, first % anchor_step);
  while (next.step())
    page.push_back(impl_->row_of(next));
  AFFECT_CHECK(impl_->database->check());
  return page;
}

Result<std::optional<JournalRow>> JournalReader::row(std::int64_t id) {
  std::optional<JournalRow> found;
  Statement one(*impl_->database,
                (std::string("SELECT ") + row_columns + " FROM item WHERE id = ?").c_str());
  one.bind(1, id);
  if (one.step())
    found = impl_->row_of(one);
  one.reset();
  AFFECT_CHECK(impl_->database->check());
  return found;
}

} // namespace affect
