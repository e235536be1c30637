#pragma once

#include "batch/journal/database.h"
#include "batch/journal/journal_reader.h"

namespace affect::journal {

/// A source from the five columns of source_columns, of which `first` is the first.
PostSource source_from(const Statement &row, int first);
/// Binds the same five from parameter `first` on.
void bind_source(Statement &statement, int first, const PostSource &source);
/// The name an item has in reports: its file, its id, or where it has neither its key's path.
std::string name_of_item(const PostSource &source, const std::string &key);
/// ItemState of its number; unknown ones wait.
ItemState state_from(std::int64_t number);
ErrorCode code_from(std::int64_t number);
/// Errors: bad_format (no journal), unsupported (of a newer version).
Result<void> check_format(Database &database);
/// What the journal is about. Errors: bad_format.
Result<BatchIdentity> identity_in(Database &database);

} // namespace affect::journal
