#include "base/json_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

namespace affect {
namespace {

using nlohmann::json;

constexpr int deepest = 32;

// Looked at before parsing: a value made of brackets alone takes many times the file's size.
bool is_too_deep(const std::string &text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > deepest)
        return true;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return false;
}

} // namespace

Result<std::string> read_text_file(const std::filesystem::path &file, std::size_t most_bytes) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(file, failed))
    return make_error(ErrorCode::not_found, "The model folder lacks this file; download it again.",
                      file);
  const auto bytes = std::filesystem::file_size(file, failed);
  if (failed)
    return make_error(ErrorCode::unreadable, "The file cannot be read; check its permissions.",
                      file);
  if (bytes > most_bytes)
    return make_error(ErrorCode::too_large,
                      "This is larger than any file of its kind (" +
                          std::to_string(most_bytes >> 20) + " MB); download it again.",
                      file);
  std::ifstream in(file, std::ios::binary);
  std::string text(static_cast<std::size_t>(bytes), '\0');
  if (!in.read(text.data(), static_cast<std::streamsize>(text.size())))
    return make_error(ErrorCode::unreadable, "The file cannot be read; check its permissions.",
                      file);
  return text;
}

Result<json> read_json_file(const std::filesystem::path &file, std::size_t most_bytes) {
  AFFECT_TRY(text, read_text_file(file, most_bytes));
  if (is_too_deep(text))
    return make_error(ErrorCode::bad_format,
                      "Its lists lie too deep inside each other; download the file again.", file);
  json value = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!value.is_object())
    return make_error(ErrorCode::bad_format, "This is not a JSON object; download the file again.",
                      file);
  return value;
}

std::string string_or(const json &object, const char *key, const std::string &fallback) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : fallback;
}

bool flag_or(const json &object, const char *key, bool fallback) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_boolean() ? found->get<bool>() : fallback;
}

std::string excerpt(const std::string &text) {
  std::size_t end = std::min<std::size_t>(text.size(), 40);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  return text.substr(0, end);
}

} // namespace affect
