#pragma once

#include "text/vocabulary.h"

#include <array>
#include <cstddef>
#include <string_view>

namespace affect {

/// Finds added tokens in a text: the first, and of those that begin there the longest.
class AddedTokens {
public:
  struct Found {
    std::size_t begin, end; ///< bytes of the text, with the white space that the token takes
    const AddedToken *token;
  };

  /// A later token of the same text takes the earlier one's place.
  void add(const AddedToken &token);
  bool empty() const { return tokens_.empty(); }
  const std::vector<AddedToken> &tokens() const { return tokens_; }
  /// The first at or after the byte `from`.
  std::optional<Found> next(std::string_view text, std::size_t from) const;

  /// Cuts a text at its added tokens: calls plain(begin, end) for what lies between (never empty)
  /// and special(found) for them, in order; either returns whether to go on.
  template <typename Plain, typename Special>
  void split(std::string_view text, Plain plain, Special special) const {
    std::size_t at = 0;
    while (const auto found = next(text, at)) {
      if ((found->begin > at && !plain(at, found->begin)) || !special(*found))
        return;
      at = found->end;
    }
    if (at < text.size())
      plain(at, text.size());
  }

private:
  std::vector<AddedToken> tokens_;
  // A trie: node and byte → node; which token ends at a node.
  std::unordered_map<std::uint64_t, std::uint32_t> edges_;
  std::vector<int> ends_{-1};
  std::array<bool, 256> first_{};
};

} // namespace affect
