#include "batch/journal/journal.h"

#include "batch/journal/content.h"
#include "batch/journal/journal_rows.h"
#include "batch/journal/journal_schema.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace affect {

Result<JournalLock> JournalLock::take(const fs::path &journal) {
  fs::path file = journal;
  file += ".lock";
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0)
    return make_error(errno == ENOENT ? ErrorCode::not_found : ErrorCode::unreadable,
                      std::string("The journal cannot be made (") + std::strerror(errno) +
                          "); check its folder and the permissions.",
                      journal);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    return JournalLock(descriptor);
  const bool taken = errno == EWOULDBLOCK;
  ::close(descriptor);
  return taken
             ? make_error(ErrorCode::usage,
                          "Another process is working on this journal; wait for it, or give this "
                          "run a --journal of "
                          "its own.",
                          journal)
             : make_error(ErrorCode::unreadable,
                          "The journal cannot be locked; put it on another file system.", journal);
}

JournalLock::~JournalLock() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

Journal::Journal(JournalLock lock, std::unique_ptr<Database> database)
    : lock_(std::move(lock)), database_(std::move(database)) {}

Result<std::unique_ptr<Journal>> Journal::open(const fs::path &file, const BatchIdentity &identity,
                                               bool resume) {
  if (identity.models.size() > static_cast<std::size_t>(journal::most_models))
    return make_error(ErrorCode::usage, "A run has at most 16 models.");
  AFFECT_TRY(lock, JournalLock::take(file));
  std::error_code ignored;
  const bool exists = fs::exists(file, ignored) && fs::file_size(file, ignored) > 0;
  if (exists && !resume)
    return make_error(ErrorCode::usage,
                      "There is a journal of this name already; go on with --resume, or remove it, "
                      "or give another "
                      "--journal.",
                      file);
  AFFECT_TRY(database, Database::open(file, Database::Access::create));
  std::unique_ptr<Journal> opened(new Journal(std::move(lock), std::move(database)));
  Database &db = *opened->database_;
  // NORMAL: what is committed survives the end of the process; after a power failure the last
  // commits may be gone, but the journal is whole.
  db.run("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000; PRAGMA "
         "temp_store=MEMORY");
  AFFECT_CHECK(db.check());
  // A process may have died between making the file and filling it.
  const bool made = db.integer("SELECT count(*) FROM sqlite_master").value_or(0) > 0;
  AFFECT_CHECK(db.check());
  if (made)
    AFFECT_CHECK(opened->check_identity(identity));
  else
    AFFECT_CHECK(opened->make(identity));
  AFFECT_CHECK(opened->count());
  return opened;
}

Result<void> Journal::make(const BatchIdentity &identity) {
  Transaction all(*database_);
  database_->run(("PRAGMA application_id=" + std::to_string(journal::application_id)).c_str());
  database_->run(("PRAGMA user_version=" + std::to_string(journal::format)).c_str());
  database_->run(journal::schema);
  Statement meta(*database_, "INSERT INTO meta VALUES('identity', ?)");
  meta.bind_text(1, to_json(identity));
  meta.run();
  database_->run("INSERT INTO meta VALUES('scan_complete', 0)");
  return all.commit();
}

Result<void> Journal::check_identity(const BatchIdentity &identity) {
  AFFECT_CHECK(journal::check_format(*database_));
  AFFECT_TRY(own, journal::identity_in(*database_));
  if (const std::string difference = difference_of(own, identity); !difference.empty())
    return make_error(ErrorCode::usage,
                      "This journal belongs to another run: " + difference +
                          ". Give this run another --journal.",
                      database_->file());
  return {};
}

Result<void> Journal::count() {
  counts_ = {};
  Statement states(*database_, "SELECT state, count(*) FROM item GROUP BY state");
  while (states.step())
    (states.integer(0) == 0   ? counts_.waiting
     : states.integer(0) == 1 ? counts_.done
                              : counts_.failed) += states.integer(1);
  return database_->check();
}

JournalCounts Journal::counts() const {
  std::lock_guard lock(mutex_);
  return counts_;
}

Result<void> Journal::add(std::span<const ScanItem> items) {
  std::lock_guard lock(mutex_);
  const JournalCounts before = counts_;
  Transaction all(*database_);
  Statement insert(*database_,
                   "INSERT OR IGNORE INTO item(key, place, post, image, text_file, clip, text) "
                   "VALUES(?, ?, ?, ?, ?, ?, ?)");
  Statement last(*database_, "SELECT last_insert_rowid()");
  for (const ScanItem &item : items) {
    insert.bind_blob(1, item.key);
    insert.bind(2, static_cast<std::int64_t>(item.place));
    journal::bind_source(insert, 3, item.source);
    insert.run();
    if (database_->changes() == 0) {
      revisit(item);
      continue;
    }
    ++counts_.waiting;
    if (item.error && last.step()) {
      set_failed(last.integer(0), *item.error, "");
      last.reset();
      --counts_.waiting, ++counts_.failed;
    }
  }
  auto done = all.commit();
  if (!done.ok())
    counts_ = before;
  return done;
}

// An item that was found before.
void Journal::revisit(const ScanItem &item) {
  Statement find(*database_, "SELECT id, state, stamp FROM item WHERE key = ?");
  find.bind_blob(1, item.key);
  if (!find.step())
    return;
  const std::int64_t id = find.integer(0);
  const ItemState state = journal::state_from(find.integer(1));
  const std::string stamp = find.bytes(2);
  find.reset();
  if (state == ItemState::waiting && !item.error)
    return;
  std::int64_t &of_state = state == ItemState::done     ? counts_.done
                           : state == ItemState::failed ? counts_.failed
                                                        : counts_.waiting;
  if (item.error) {
    if (state == ItemState::failed)
      return;
    --of_state, ++counts_.failed;
    set_failed(id, *item.error, "");
    return;
  }
  if (stamp == stamp_of(item.source))
    return;
  // What failed is done again; what is done, only where its content turns out to be another.
  Statement requeue(
      *database_,
      "UPDATE item SET state = 0, recheck = ?, post = ?, image = ?, text_file = ?, clip = ?, "
      "text = ?, error = NULL, error_code = NULL, error_file = NULL WHERE id = ?");
  requeue.bind(1, std::int64_t{state == ItemState::done});
  journal::bind_source(requeue, 2, item.source);
  requeue.bind(7, id);
  requeue.run();
  --of_state, ++counts_.waiting;
}

void Journal::set_failed(std::int64_t id, const Error &error, const std::string &stamp) {
  Statement fail(
      *database_,
      "UPDATE item SET state = 2, recheck = 0, stamp = ?, content = NULL, preview = NULL, "
      "error_code = ?, error = ?, error_file = ? WHERE id = ?");
  fail.bind_text(1, stamp);
  fail.bind(2, static_cast<std::int64_t>(error.code));
  fail.bind_text(3, error.message);
  fail.bind_blob(4, error.file.native());
  fail.bind(5, id);
  fail.run();
  for (const char *sql : {"DELETE FROM reading WHERE item = ?1",
                          "DELETE FROM detail WHERE id >= ?1 * 16 AND id < ?1 * 16 + 16"}) {
    Statement drop(*database_, sql);
    drop.bind(1, id);
    drop.run();
  }
}

Result<void> Journal::set_scan_complete(bool complete) {
  std::lock_guard lock(mutex_);
  database_->run(complete ? "UPDATE meta SET value = 1 WHERE key = 'scan_complete'"
                          : "UPDATE meta SET value = 0 WHERE key = 'scan_complete'");
  return database_->check();
}

Result<void> Journal::retry_failed() {
  std::lock_guard lock(mutex_);
  // What could not become a post at all is for the scan to find again: it has no source.
  database_->run(
      "UPDATE item SET state = 0, error = NULL, error_code = NULL, error_file = NULL WHERE state = "
      "2 AND "
      "(image IS NOT NULL OR text_file IS NOT NULL OR clip IS NOT NULL OR text IS NOT NULL)");
  AFFECT_CHECK(database_->check());
  return count();
}

Result<std::vector<PendingItem>> Journal::pending(std::int64_t after, std::size_t most) {
  std::lock_guard lock(mutex_);
  std::vector<PendingItem> items;
  Statement next(*database_,
                 "SELECT id, recheck, content, post, image, text_file, clip, text FROM item "
                 "WHERE state = 0 AND id > ? ORDER BY id LIMIT ?");
  next.bind(1, after);
  next.bind(2, static_cast<std::int64_t>(most));
  while (next.step())
    items.push_back({next.integer(0), journal::source_from(next, 3),
                     next.integer(1) != 0 ? next.bytes(2) : ""});
  AFFECT_CHECK(database_->check());
  return items;
}

Result<void> Journal::record(std::span<const ItemOutcome> outcomes) {
  std::lock_guard lock(mutex_);
  const JournalCounts before = counts_;
  Transaction all(*database_);
  Statement same(*database_, "UPDATE item SET state = 1, recheck = 0, stamp = ? WHERE id = ?");
  Statement done(
      *database_,
      "UPDATE item SET state = 1, recheck = 0, stamp = ?, content = ?, preview = ?, error = NULL, "
      "error_code = NULL, error_file = NULL WHERE id = ?");
  Statement reading(*database_,
                    "INSERT OR REPLACE INTO reading VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  Statement detail(*database_, "INSERT OR REPLACE INTO detail VALUES(?, ?, ?, ?)");
  const auto optional = [](const std::optional<float> &value) {
    return value ? std::optional<double>(*value) : std::nullopt;
  };
  for (const ItemOutcome &outcome : outcomes) {
    --counts_.waiting;
    if (outcome.error) {
      ++counts_.failed;
      set_failed(outcome.id, *outcome.error, outcome.stamp);
      continue;
    }
    ++counts_.done;
    Statement &update = outcome.unchanged ? same : done;
    int at = 0;
    update.bind_text(++at, outcome.stamp);
    if (!outcome.unchanged) {
      update.bind_text(++at, outcome.content);
      update.bind_text(++at, outcome.preview);
    }
    update.bind(++at, outcome.id);
    update.run();
    for (std::size_t m = 0; m < outcome.readings.size(); ++m) {
      const StoredReading &one = outcome.readings[m];
      const BatchReading &numbers = one.numbers;
      reading.bind(1, outcome.id);
      reading.bind(2, static_cast<std::int64_t>(m));
      for (int c = 0; c < 3; ++c)
        reading.bind(3 + c,
                     static_cast<double>(numbers.probabilities[static_cast<std::size_t>(c)]));
      reading.bind(6, static_cast<double>(numbers.intensity));
      reading.bind(7, std::int64_t{numbers.disagreement});
      reading.bind(8, optional(numbers.text_valence));
      reading.bind(9, optional(numbers.image_valence));
      reading.bind(10, optional(numbers.text_weight));
      reading.bind(11, optional(numbers.image_weight));
      reading.run();
      detail.bind(1, outcome.id * journal::most_models + static_cast<std::int64_t>(m));
      detail.bind_blob(2, one.csv);
      detail.bind_blob(3, one.json);
      detail.bind_blob(4, one.heat);
      detail.run();
    }
  }
  auto written = all.commit();
  if (!written.ok())
    counts_ = before;
  return written;
}

} // namespace affect
