#include "text/tokenizer_config.h"

#include "text/tokenizer_file.h"

#include <nlohmann/json.hpp>

#include <charconv>

namespace affect {
namespace {

using nlohmann::json;

constexpr std::size_t most_bytes = 8u << 20;
constexpr const char *names[] = {"bos_token", "eos_token", "unk_token", "sep_token",
                                 "pad_token", "cls_token", "mask_token"};

Error wrong_key(const std::string &key, const std::string &what,
                const std::filesystem::path &file) {
  return make_error(ErrorCode::bad_format, "\"" + key + "\" " + what + "; download the file again.",
                    file);
}

// An empty object where there is no such file.
Result<json> read_optional(const std::filesystem::path &file) {
  std::error_code ignored;
  return std::filesystem::exists(file, ignored) ? read_tokenizer_object(file, most_bytes)
                                                : Result<json>(json::object());
}

Result<std::optional<bool>> flag(const json &object, const char *key,
                                 const std::filesystem::path &file) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null())
    return std::optional<bool>();
  if (!found->is_boolean())
    return wrong_key(key, "is neither true nor false", file);
  return std::optional(found->get<bool>());
}

Result<void> read_names(const json &object, const std::filesystem::path &file,
                        TokenizerConfig &config) {
  for (const char *name : names) {
    const auto found = object.find(name);
    if (found == object.end() || found->is_null() || config.named.count(name) > 0)
      continue;
    auto token = added_token_of(*found);
    if (!token)
      return wrong_key(name, "is no token", file);
    config.named.emplace(name, std::move(*token));
  }
  return {};
}

// {"103": {"content": "[MASK]", …}, …}
Result<void> read_decoder(const json &object, const std::filesystem::path &file,
                          TokenizerConfig &config) {
  const auto decoder = object.find("added_tokens_decoder");
  if (decoder == object.end() || decoder->is_null())
    return {};
  if (!decoder->is_object())
    return wrong_key("added_tokens_decoder", "is no list of tokens", file);
  for (const auto &[id, value] : decoder->items()) {
    auto token = added_token_of(value);
    const auto *end = id.data() + id.size();
    if (!token || !value.is_object() || std::from_chars(id.data(), end, token->id).ptr != end ||
        token->id < 0)
      return wrong_key("added_tokens_decoder", "holds something that is no token", file);
    config.added.push_back(std::move(*token));
  }
  return {};
}

} // namespace

std::string TokenizerConfig::name_or(const std::string &key, const std::string &fallback) const {
  const auto found = named.find(key);
  return found == named.end() ? fallback : found->second.text;
}

std::optional<AddedToken> added_token_of(const json &value) {
  AddedToken token;
  token.text = value.is_string() ? value.get<std::string>() : string_or(value, "content", "");
  token.strip_left = flag_or(value, "lstrip", false);
  token.strip_right = flag_or(value, "rstrip", false);
  token.normalized = flag_or(value, "normalized", false);
  if (token.text.empty() || token.text.size() > 1000)
    return std::nullopt;
  return token;
}

Result<TokenizerConfig> read_tokenizer_config(const std::filesystem::path &folder) {
  TokenizerConfig config;
  AFFECT_TRY(model, read_optional(folder / "config.json"));
  config.model_type = string_or(model, "model_type", "");
  const auto file = folder / "tokenizer_config.json";
  AFFECT_TRY(own, read_optional(file));
  config.tokenizer_class =
      string_or(own, "tokenizer_class", string_or(model, "tokenizer_class", ""));
  if (config.tokenizer_class.ends_with("Fast"))
    config.tokenizer_class.erase(config.tokenizer_class.size() - 4);
  const std::pair<const char *, std::optional<bool> *> flags[] = {
      {"do_lower_case", &config.lower_case},
      {"strip_accents", &config.strip_accents},
      {"tokenize_chinese_chars", &config.split_chinese},
      {"add_prefix_space", &config.add_prefix_space},
      {"cut_unknown_words", &config.cut_unknown_words}};
  for (const auto &[key, value] : flags) {
    AFFECT_TRY(given, flag(own, key, file));
    *value = given;
  }
  AFFECT_CHECK(read_names(own, file, config));
  AFFECT_CHECK(read_decoder(own, file, config));
  // Older folders keep these two apart. What tokenizer_config.json says goes before.
  const auto map_file = folder / "special_tokens_map.json",
             added_file = folder / "added_tokens.json";
  AFFECT_TRY(map, read_optional(map_file));
  AFFECT_CHECK(read_names(map, map_file, config));
  AFFECT_TRY(added, read_optional(added_file));
  if (config.added.empty())
    for (const auto &[text, id] : added.items()) {
      if (text.empty() || text.size() > 1000 || !id.is_number_unsigned())
        return wrong_key(excerpt(text), "has no id", added_file);
      AddedToken token;
      token.text = text;
      token.id = id.get<std::int64_t>();
      if (token.id < 0)
        return wrong_key(excerpt(text), "has an id out of range", added_file);
      config.added.push_back(std::move(token));
    }
  return config;
}

} // namespace affect
