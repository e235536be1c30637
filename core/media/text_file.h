#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace affect {

/// Bytes in UTF-8, UTF-16 (with or without byte order mark) or Latin-1/Windows-1252 → UTF-8. Bytes that fit none become U+FFFD.
std::string decode_text(std::string_view bytes);

/// Reads a text file of at most `max_bytes` as decode_text does. Errors: not_found, unreadable, too_large.
Result<std::string> load_text(const std::filesystem::path &file, std::uintmax_t max_bytes = 4u << 20);

} // namespace affect
