#pragma once

#include "base/input_file.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <filesystem>
#include <string>

namespace affect {

/// A file that holds one JSON object, at most a few dozen levels deep. Errors: those of `errors`;
/// unreadable (the disk).
Result<nlohmann::json> read_json_file(const std::filesystem::path &file, std::uintmax_t max_bytes,
                                      const FileErrors &errors = {});

/// Writes a value with `indent` spaces a level and a newline at the end; the file appears whole or
/// not at all. Errors: unreadable, internal (a text that is not UTF-8).
Result<void> write_json_file(const std::filesystem::path &file, const nlohmann::ordered_json &value,
                             int indent = 1);

/// object[key] where that is a string, else `fallback`.
std::string string_or(const nlohmann::json &object, const char *key,
                      const std::string &fallback = {});

/// object[key] where that is true or false, else `fallback`.
bool flag_or(const nlohmann::json &object, const char *key, bool fallback);

} // namespace affect
