#include "batch/journal/journal_merge.h"

#include "batch/journal/database.h"
#include "batch/journal/journal_reader.h"
#include "batch/journal/journal_rows.h"
#include "batch/journal/journal_schema.h"

#include <map>

#include <fcntl.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace affect {
namespace {

/// What the journals are about together, and what is missing of it. Errors: usage.
Result<BatchIdentity> check(const std::vector<fs::path> &journals, std::vector<std::string> &gaps) {
  if (journals.empty())
    return make_error(ErrorCode::usage, "No journal is named.");
  std::optional<BatchIdentity> all;
  std::map<int, fs::path> shards;
  int count = 1;
  for (const fs::path &journal : journals) {
    AFFECT_TRY(reader, JournalReader::open(journal));
    BatchIdentity own = reader->identity();
    const Shard shard = std::exchange(own.scan.shard, {});
    if (!all)
      all = own, count = shard.count;
    if (const std::string difference = difference_of(*all, own); !difference.empty())
      return make_error(ErrorCode::usage,
                        "This journal and " + journals.front().string() +
                            " are not of one run: of the other, " + difference + ".",
                        journal);
    if (shard.count != count)
      return make_error(ErrorCode::usage,
                        "This journal is of shard " + shard.text() + ", the others are of " +
                            std::to_string(count) + " shards.",
                        journal);
    if (const auto [other, is_new] = shards.emplace(shard.index, journal); !is_new)
      return make_error(ErrorCode::usage,
                        "Shard " + shard.text() + " is there twice, here and as " +
                            other->second.string() + ".",
                        journal);
    AFFECT_TRY(complete, reader->scan_complete());
    AFFECT_TRY(counts, reader->counts());
    if (!complete)
      gaps.push_back("Shard " + shard.text() +
                     " has not looked at everything; go on with it with --resume.");
    if (counts.waiting > 0)
      gaps.push_back("Shard " + shard.text() + " has " + std::to_string(counts.waiting) +
                     " posts that wait; go on with it with --resume.");
  }
  for (int i = 1; i <= count; ++i)
    if (!shards.contains(i))
      gaps.push_back("The journal of shard " + std::to_string(i) + "/" + std::to_string(count) +
                     " is missing.");
  return *all;
}

// Runs a statement with the shard's number as its parameter, with the journal attached as `shard`.
Result<void> with_shard(Database &db, const fs::path &journal, std::size_t number,
                        std::initializer_list<const char *> statements) {
  {
    Statement attach(db, "ATTACH ? AS shard");
    attach.bind_text(1, journal.native());
    attach.run();
  }
  for (const char *sql : statements) {
    Statement one(db, sql);
    one.bind(1, static_cast<std::int64_t>(number));
    one.run();
  }
  db.run("DETACH shard");
  return db.check();
}

// An item that two journals have, as an error; none where there is no such.
Result<void> check_doubles(Database &db, const std::vector<fs::path> &journals) {
  Statement twice(
      db,
      "SELECT key, min(shard), max(shard) FROM number GROUP BY key HAVING count(*) > 1 LIMIT 1");
  if (twice.step()) {
    const auto journal = [&](int column) {
      return journals[static_cast<std::size_t>(twice.integer(column))];
    };
    return make_error(ErrorCode::usage,
                      journal::name_of_item({}, twice.bytes(0)) + " is in this journal and in " +
                          journal(1).string() + ", too: they are not shards of one run.",
                      journal(2));
  }
  return db.check();
}

Result<std::int64_t> join(Database &db, const std::vector<fs::path> &journals,
                          const BatchIdentity &identity, bool complete, const ProgressFn &progress,
                          const CancelToken &cancel) {
  // The file is put in its place when it is whole, so nothing has to be undone.
  db.run("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF");
  db.run(("PRAGMA application_id=" + std::to_string(journal::application_id)).c_str());
  db.run(("PRAGMA user_version=" + std::to_string(journal::format)).c_str());
  db.run(journal::schema);
  {
    Statement meta(db, "INSERT INTO meta VALUES('identity', ?)");
    meta.bind_text(1, to_json(identity));
    meta.run();
  }
  db.run(complete ? "INSERT INTO meta VALUES('scan_complete', 1)"
                  : "INSERT INTO meta VALUES('scan_complete', 0)");
  db.run("CREATE TEMP TABLE number(key BLOB, place INTEGER, shard INTEGER, old INTEGER)");
  for (std::size_t i = 0; i < journals.size(); ++i)
    AFFECT_CHECK(with_shard(db, journals[i], i,
                            {"INSERT INTO number SELECT key, place, ?, id FROM shard.item"}));
  db.run("CREATE INDEX temp.by_key ON number(key)");
  AFFECT_CHECK(check_doubles(db, journals));
  db.run("CREATE TEMP TABLE renumber AS SELECT row_number() OVER (ORDER BY place, key) AS id, "
         "shard, old FROM number;"
         "CREATE INDEX temp.by_shard ON renumber(shard, id, old)");
  for (std::size_t i = 0; i < journals.size(); ++i) {
    if (cancel.cancelled())
      return make_error(ErrorCode::cancelled, "The merging was stopped.", db.file());
    if (progress)
      progress({static_cast<double>(i) / static_cast<double>(journals.size()),
                journals[i].filename().string()});
    AFFECT_CHECK(with_shard(
        db, journals[i], i,
        {"INSERT INTO main.item SELECT r.id, key, place, state, recheck, post, image, text_file, "
         "clip, text, stamp, "
         "content, preview, error_code, error, error_file FROM renumber r JOIN shard.item s ON "
         "s.id = r.old "
         "WHERE r.shard = ? ORDER BY r.id",
         "INSERT INTO main.reading SELECT r.id, model, negative, neutral, positive, intensity, "
         "disagreement, "
         "text_valence, image_valence, text_weight, image_weight FROM renumber r JOIN "
         "shard.reading s "
         "ON s.item = r.old WHERE r.shard = ? ORDER BY r.id, model",
         "INSERT INTO main.detail SELECT r.id * 16 + d.id % 16, csv, json, heat FROM renumber r "
         "JOIN shard.reading s ON s.item = r.old JOIN shard.detail d ON d.id = s.item * 16 + "
         "s.model "
         "WHERE r.shard = ? ORDER BY r.id, s.model"}));
  }
  const auto items = db.integer("SELECT count(*) FROM item");
  AFFECT_CHECK(db.check());
  return items.value_or(0);
}

} // namespace

Result<MergeResult> merge_journals(const std::vector<fs::path> &journals, const fs::path &into,
                                   const ProgressFn &progress, const CancelToken &cancel) {
  MergeResult result;
  AFFECT_TRY(identity, check(journals, result.gaps));
  std::error_code error;
  if (fs::exists(into, error))
    return make_error(ErrorCode::usage,
                      "There is a file of this name already; give another, or remove it.", into);
  const fs::path part = into.string() + ".part" + std::to_string(::getpid());
  struct Remove {
    const fs::path &file;
    ~Remove() {
      std::error_code ignored;
      fs::remove(file, ignored);
    }
  } const remove{part};
  {
    AFFECT_TRY(database, Database::open(part, Database::Access::create));
    AFFECT_TRY(items, join(*database, journals, identity, result.gaps.empty(), progress, cancel));
    result.items = items;
  }
  const int written = ::open(part.c_str(), O_RDONLY | O_CLOEXEC);
  const bool safe = written >= 0 && ::fsync(written) == 0;
  if (written >= 0)
    ::close(written);
  fs::rename(part, into, error);
  if (!safe || error)
    return make_error(ErrorCode::unreadable,
                      "The journal cannot be written; check the folder and the space on disk.",
                      into);
  return result;
}

} // namespace affect
