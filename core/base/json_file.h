#pragma once

#include "base/result.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <filesystem>
#include <string>

namespace affect {

/// The content of a regular file of at most `most_bytes`. Errors: not_found, too_large, unreadable.
Result<std::string> read_text_file(const std::filesystem::path &file, std::size_t most_bytes);

/// A file that holds one JSON object, at most a few dozen levels deep. Errors: those of
/// read_text_file; bad_format.
Result<nlohmann::json> read_json_file(const std::filesystem::path &file, std::size_t most_bytes);

/// object[key] where that is a string, else `fallback`.
std::string string_or(const nlohmann::json &object, const char *key, const std::string &fallback);

/// object[key] where that is true or false, else `fallback`.
bool flag_or(const nlohmann::json &object, const char *key, bool fallback);

/// The beginning of a text that a message can name: at most 40 bytes, whole characters.
std::string excerpt(const std::string &text);

} // namespace affect
