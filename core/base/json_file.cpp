#include "base/json_file.h"

#include "base/atomic_file.h"

#include <nlohmann/json.hpp>

namespace affect {
namespace {

using nlohmann::json;

constexpr int deepest = 32;

// Checked before parsing: a value made of brackets alone takes many times the file's size.
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

Result<json> read_json_file(const std::filesystem::path &file, std::uintmax_t max_bytes,
                            const FileErrors &errors) {
  AFFECT_TRY(text, read_whole_file(file, max_bytes, errors));
  if (is_too_deep(text))
    return make_error(errors.too_deep.code, errors.too_deep.sentence, file);
  json value = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!value.is_object())
    return make_error(errors.malformed.code, errors.malformed.sentence, file);
  return value;
}

Result<void> write_json_file(const std::filesystem::path &file, const nlohmann::ordered_json &value,
                             int indent) {
  std::string text;
  try {
    text = value.dump(indent) + "\n";
  } catch (const json::exception &) {
    return make_error(ErrorCode::internal, "A text that belongs into the file is not UTF-8.", file);
  }
  return write_whole_file(file, text);
}

std::string string_or(const json &object, const char *key, const std::string &fallback) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : fallback;
}

bool flag_or(const json &object, const char *key, bool fallback) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_boolean() ? found->get<bool>() : fallback;
}

} // namespace affect
