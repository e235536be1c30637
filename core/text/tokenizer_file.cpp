#include "text/tokenizer_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace affect {
namespace {

FileErrors errors_of_tokenizer(std::uintmax_t max_bytes) {
  const std::string missing = "The model folder lacks this file; download it again.";
  FileErrors errors;
  errors.missing = errors.not_regular = {ErrorCode::not_found, missing};
  errors.unreadable.sentence = "The file cannot be read; check its permissions.";
  errors.too_large.sentence = "This is larger than any file of its kind (" +
                              std::to_string(max_bytes >> 20) + " MB); download it again.";
  errors.too_deep.sentence = "Its lists lie too deep inside each other; download the file again.";
  errors.malformed.sentence = "This is not a JSON object; download the file again.";
  return errors;
}

} // namespace

Result<std::string> read_tokenizer_text(const std::filesystem::path &file,
                                        std::uintmax_t max_bytes) {
  return read_whole_file(file, max_bytes, errors_of_tokenizer(max_bytes));
}

Result<nlohmann::json> read_tokenizer_object(const std::filesystem::path &file,
                                             std::uintmax_t max_bytes) {
  return read_json_file(file, max_bytes, errors_of_tokenizer(max_bytes));
}

std::string excerpt(const std::string &text) {
  std::size_t end = std::min<std::size_t>(text.size(), 40);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  return text.substr(0, end);
}

} // namespace affect
