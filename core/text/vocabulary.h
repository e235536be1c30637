#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace affect {

/// A piece that is found in the text before anything else is done with it, as special tokens are.
struct AddedToken {
  std::string text;
  std::int64_t id = -1;     ///< -1: the vocabulary's id of that text
  bool strip_left = false;  ///< takes the white space before it
  bool strip_right = false; ///< and after it
  bool normalized = false;  ///< matched in the text after cleaning, else in the text as given
};

/// Pieces and their ids.
struct Vocabulary {
  std::vector<std::string> pieces; ///< by id; empty where no piece has that id
  std::unordered_map<std::string, std::int64_t> ids;

  std::optional<std::int64_t> find(const std::string &text) const;
  /// Assigns an id to a text. Errors: bad_format (an id beyond a million, or that of another text).
  Result<void> place(const std::string &text, std::uint64_t id, const std::filesystem::path &file);
  /// Adds tokens that have ids of their own and fills in the ids of the others; those unknown to
  /// the vocabulary are removed from the list. Errors: bad_format (one id for two texts, or the
  /// reverse).
  Result<void> take(std::vector<AddedToken> &added, const std::filesystem::path &file);
};

/// A vocab.txt: one piece a line, its number the id. Errors: not_found, too_large, unreadable.
Result<Vocabulary> read_vocabulary_lines(const std::filesystem::path &file);

} // namespace affect
