#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace affect {

/// Bytes in UTF-8, UTF-16 (with or without byte order mark), GB18030 (GBK; MVSA's own texts are in
/// it), Latin-1/Windows-1252, Big5, Shift-JIS, EUC-KR, Windows-1251 or KOI8-R → UTF-8
/// without byte order mark. Bytes that fit none, and NUL, become U+FFFD. Never throws.
std::string decode_text(std::string_view bytes);

/// Whether `text` holds nothing a reader would see: only white space and invisible marks.
bool is_blank(std::string_view text);

/// Reads a text file of at most `max_bytes` as decode_text does. Errors: not_found, unreadable,
/// too_large.
Result<std::string> load_text(const std::filesystem::path &file,
                              std::uintmax_t max_bytes = 4u << 20);

} // namespace affect
