#pragma once

#include "base/result.h"
#include "batch/journal/batch_options.h"

#include <filesystem>

namespace affect {

/// Where the journal of a run lies that was given none: in the user's state folder, the same for
/// the same work.
std::filesystem::path default_journal(const BatchIdentity &identity);

/// Removes a journal and the files beside it; one that is not there is no error. Errors: usage (a
/// process is working on it), unreadable.
Result<void> remove_journal(const std::filesystem::path &journal);

} // namespace affect
