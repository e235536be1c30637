#pragma once

#include "text/vocabulary.h"

#include <array>
#include <string_view>
#include <utility>

namespace affect {

/// Byte-level byte pair encoding: every byte of a word is a symbol, and of all neighbours the pair
/// that stands first among the merges becomes one until none is left.
class BytePairs {
public:
  struct Parts {
    Vocabulary vocabulary;
    std::vector<std::pair<std::string, std::string>> merges; ///< the first is merged first
    std::string suffix;         ///< what a word's last symbol ends with: "</w>" or nothing
    std::string unknown;        ///< piece of bytes not in the vocabulary; empty: left out
    std::filesystem::path file; ///< what errors name
  };
  struct Piece {
    std::int64_t id;
    std::size_t begin, end; ///< bytes of the word
  };

  /// Errors: bad_format (a merge of pieces or into a piece that the vocabulary lacks).
  static Result<BytePairs> make(Parts parts);

  /// Appends the pieces of one word. Takes n log n steps at most.
  void encode(std::string_view word, std::vector<Piece> &pieces) const;

  const Vocabulary &vocabulary() const { return vocabulary_; }
  /// The bytes that a piece of the vocabulary stands for, without the suffix; empty where it is not
  /// written in byte symbols.
  std::string bytes_of(std::string_view piece) const;

private:
  struct Merge {
    std::uint64_t pair; ///< left id << 32 | right id
    std::uint32_t rank;
    std::int32_t made;
  };
  const Merge *merge_of(std::int64_t left, std::int64_t right) const;

  Vocabulary vocabulary_;
  std::vector<Merge> merges_; // in order of `pair`
  std::array<std::int64_t, 256> inner_{},
      last_{}; // the id of every byte, within a word and at its end
  std::string suffix_;
};

/// The merges of a merges.txt: two pieces a line, after a line "#version". Errors: not_found,
/// too_large, unreadable, bad_format.
Result<std::vector<std::pair<std::string, std::string>>>
read_merges(const std::filesystem::path &file);

/// The two pieces of "left right", where the line is that.
std::optional<std::pair<std::string, std::string>> merge_of_line(std::string_view line);

} // namespace affect
