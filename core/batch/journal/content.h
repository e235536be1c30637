#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "sources/post.h"

#include <string>

namespace affect {

/// Size and times of a source's files, as text: while it stays the same they were not written to
/// (the change time cannot be set back by the usual means). A file that is not there is part of it,
/// too.
std::string stamp_of(const PostSource &source);

/// SHA-256 over all that a source's reading depends on: which parts it has, the bytes of its files
/// and its own text. Errors: not_found, unreadable; cancelled.
Result<std::string> content_hash_of(const PostSource &source, const CancelToken &cancel = {});

} // namespace affect
