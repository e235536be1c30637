#pragma once

#include "text/vocabulary.h"

#include <nlohmann/json_fwd.hpp>

#include <map>

namespace affect {

/// What the small files of a model folder say about its tokenizer: tokenizer_config.json,
/// special_tokens_map.json, added_tokens.json and the model type of config.json.
struct TokenizerConfig {
  std::string tokenizer_class; ///< without a "Fast" at its end; empty: not said
  std::string model_type;      ///< empty: not said
  std::optional<bool> lower_case, strip_accents, split_chinese, add_prefix_space;
  std::optional<bool> cut_unknown_words; ///< BertOptions::cut_unknown_words, in folders of our own
  std::map<std::string, AddedToken> named; ///< "pad_token" and so on; ids not filled in
  std::vector<AddedToken> added;           ///< with their ids

  /// The special token of that name, else what its class has.
  std::string name_or(const std::string &key, const std::string &fallback) const;
};

/// Missing files are skipped. Errors: unreadable, too_large, bad_format.
Result<TokenizerConfig> read_tokenizer_config(const std::filesystem::path &folder);

/// A token as these files write it: an object with "content", or a text. Nothing where it is
/// neither.
std::optional<AddedToken> added_token_of(const nlohmann::json &value);

} // namespace affect
