#include "batch/journal/journal_files.h"

#include "base/hash.h"
#include "base/paths.h"
#include "batch/journal/journal.h"
#include "batch/journal/journal_reader.h"

#include <algorithm>

namespace fs = std::filesystem;

namespace affect {
namespace {

fs::path folder() {
  const fs::path runs = state_folder() / "runs";
  std::error_code ignored;
  fs::create_directories(runs, ignored);
  return runs;
}

bool has_something_left(const fs::path &journal) {
  const auto reader = JournalReader::open(journal);
  if (!reader.ok())
    return false;
  const auto complete = (*reader)->scan_complete();
  const auto counts = (*reader)->counts();
  return complete.ok() && counts.ok() && (!*complete || counts->waiting > 0);
}

} // namespace

fs::path default_journal(const BatchIdentity &identity) {
  BatchIdentity placed = identity;
  std::error_code ignored;
  for (fs::path &input : placed.inputs)
    input = fs::absolute(input, ignored);
  return folder() / (sha256_of(to_json(placed)).substr(0, 24) + ".journal");
}

std::vector<fs::path> unfinished_journals() {
  std::vector<fs::path> found;
  std::error_code error;
  for (const auto &entry : fs::directory_iterator(folder(), error))
    if (entry.path().extension() == ".journal" && has_something_left(entry.path()))
      found.push_back(entry.path());
  std::sort(found.begin(), found.end(), [](const fs::path &a, const fs::path &b) {
    std::error_code ignored;
    return fs::last_write_time(a, ignored) > fs::last_write_time(b, ignored);
  });
  return found;
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
