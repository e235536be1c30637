#pragma once

#include "base/json_file.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace affect {

/// read_whole_file and read_json_file for the files of a tokenizer, with errors that advise to
/// download the model folder again. Errors: not_found, too_large, unreadable; bad_format of JSON.
Result<std::string> read_tokenizer_text(const std::filesystem::path &file,
                                        std::uintmax_t max_bytes);
Result<nlohmann::json> read_tokenizer_object(const std::filesystem::path &file,
                                             std::uintmax_t max_bytes);

/// The beginning of a text that a message can name: at most 40 bytes, whole characters.
std::string excerpt(const std::string &text);

} // namespace affect
