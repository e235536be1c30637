#pragma once

#include "base/result.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace affect {

/// One piece of a tokenised text. `begin` and `end` are bytes of the source text (UTF-8) on code
/// point boundaries, end exclusive; added special tokens have 0, 0.
struct Token {
  std::int64_t id = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  bool added = false; ///< put there by the tokenizer, stands for nothing in the text
};

struct Encoding {
  std::vector<Token> tokens;
  bool truncated = false; ///< tokens were cut to the limit
};

/// Text → tokens. Implementations are immutable once open and may be used by several threads.
class Tokenizer {
public:
  virtual ~Tokenizer() = default;

  /// Tokens with the model's special tokens around them, at most `max_tokens` in all (0: no limit;
  /// the special tokens, two, always stay; SigLIP has only the one at the end, and none is added
  /// where the user typed it there).
  virtual Encoding encode(std::string_view text, std::size_t max_tokens = 0) const = 0;

  /// A token as the vocabulary writes it; "▁" marks a word's beginning where the family does so.
  /// Byte-level pieces are given as the text they stand for ("▁good", CLIP's "good</w>"), parts of
  /// a character as the vocabulary writes them.
  virtual std::string piece(std::int64_t id) const = 0;
  /// True where the piece begins a word. CLIP's pieces do not say so ("</w>" marks a word's end):
  /// all count as beginnings.
  virtual bool begins_word(std::int64_t id) const = 0;
  /// Special tokens and those a reader would not recognise (bytes, unknown).
  virtual bool is_special(std::int64_t id) const = 0;

  virtual std::int64_t size() const = 0;
  /// The token that pads shorter texts.
  virtual std::int64_t pad_id() const = 0;
  /// -1 where the family has no mask (CLIP, SigLIP) or the vocabulary lacks it.
  virtual std::int64_t mask_id() const = 0;
  /// True if the model expects every text padded to its full length, without a mask over the
  /// padding (SigLIP).
  virtual bool pads_to_full_length() const { return false; }

protected:
  /// True once there are more tokens than close_with() keeps.
  static bool is_full(std::size_t max_tokens, const Encoding &encoding) {
    return max_tokens > 0 && encoding.tokens.size() > std::max<std::size_t>(max_tokens - 1, 1);
  }

  /// Cuts the tokens to the limit and ends them with the special token `id`.
  static void close_with(std::int64_t id, std::size_t max_tokens, Encoding &encoding) {
    const std::size_t room = max_tokens > 1 ? max_tokens - 1 : 1;
    if (max_tokens > 0 && encoding.tokens.size() > room) {
      encoding.tokens.resize(room);
      encoding.truncated = true;
    }
    encoding.tokens.push_back({id, 0, 0, true});
  }
};

} // namespace affect
