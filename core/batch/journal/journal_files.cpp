#include "batch/journal/journal_files.h"

#include "base/hash.h"
#include "base/paths.h"
#include "batch/journal/journal.h"

namespace fs = std::filesystem;

namespace affect {
namespace {

fs::path folder() {
  const fs::path runs = state_folder() / "runs";
  std::error_code ignored;
  fs::create_directories(runs, ignored);
  return runs;
}

} // namespace

fs::path default_journal(const BatchIdentity &identity) {
  BatchIdentity placed = identity;
  std::error_code ignored;
  for (fs::path &input : placed.inputs)
    input = fs::absolute(input, ignored);
  return folder() / (sha256_of(to_json(placed)).substr(0, 24) + ".journal");
}

Result<void> remove_journal(const fs::path &journal) {
  std::error_code error;
  if (!fs::exists(journal, error))
    return {};
  AFFECT_TRY(lock, JournalLock::take(journal));
  static_cast<void>(lock);
  for (const char *end : {"-wal", "-shm", "", ".lock"}) {
    fs::path file = journal;
    file += end;
    fs::remove(file, error);
    if (error && *end == '\0')
      return make_error(ErrorCode::unreadable,
                        "The journal cannot be removed; check its permissions.", journal);
  }
  return {};
}

} // namespace affect
