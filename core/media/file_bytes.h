#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace affect {

/// Reads a regular file into memory.
/// @param what  names the kind of file in the sentence of an error, e.g. "image"
/// @param max_bytes  a larger file is an error (too_large) and is not read
/// Errors: not_found (also a link that leads nowhere), unreadable (folder, device, permission),
/// too_large.
Result<std::vector<std::uint8_t>> read_file_bytes(const std::filesystem::path &file,
                                                  const char *what, std::uintmax_t max_bytes);

/// Reads at most the first `count` bytes of a regular file. Errors: not_found, unreadable.
Result<std::vector<std::uint8_t>> read_file_start(const std::filesystem::path &file,
                                                  std::size_t count);

/// "12.3 MB" or "4 KB", for sentences.
std::string size_in_words(std::uintmax_t bytes);

} // namespace affect
