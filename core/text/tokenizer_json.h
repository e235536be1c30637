#pragma once

#include "text/byte_pairs.h"

#include <nlohmann/json_fwd.hpp>

namespace affect {

/// The parts of a tokenizer.json that the tokenizers here are made of.
struct TokenizerFile {
  enum class Kind { word_piece, clip, roberta };
  Kind kind = Kind::word_piece;
  Vocabulary vocabulary;
  std::vector<std::pair<std::string, std::string>> merges; ///< of the byte-level kinds
  std::string unknown; ///< the model's unknown token; may be empty
  std::vector<AddedToken> added;
  bool lower_case = true, split_chinese = true; ///< WordPiece's normalizer
  std::optional<bool> strip_accents;
  bool add_prefix_space = false;
};

/// Reads a tokenizer.json. One with steps that no tokenizer here implements is refused, never read
/// in part. Errors: not_found, too_large, unreadable, bad_format, unsupported.
Result<TokenizerFile> read_tokenizer_json(const std::filesystem::path &file);

/// A JSON object of texts and ids. Errors: bad_format (no object, ids beyond a million or twice
/// given).
Result<Vocabulary> vocabulary_of(const nlohmann::json &object, const std::filesystem::path &file);

} // namespace affect
