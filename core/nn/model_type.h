#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>

namespace affect {

/// The model_type in a folder's config.json: the kind of network it holds. Errors: not_found,
/// unreadable, bad_format.
Result<std::string> read_model_type(const std::filesystem::path &folder);

} // namespace affect
