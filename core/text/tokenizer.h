#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace affect {

/// One piece of a tokenised text. `begin` and `end` are bytes of the source text (UTF-8) on code point boundaries, end
/// exclusive; added special tokens have 0, 0.
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

  /// Tokens with the model's special tokens around them, at most `max_tokens` in all (0: no limit; the
  /// special tokens, two, always stay).
  virtual Encoding encode(std::string_view text, std::size_t max_tokens = 0) const = 0;

  /// A token as the vocabulary writes it; "▁" marks a word's beginning where the family does so.
  virtual std::string piece(std::int64_t id) const = 0;
  /// True where the piece begins a word.
  virtual bool begins_word(std::int64_t id) const = 0;
  /// Special tokens and those a reader would not recognise (bytes, unknown).
  virtual bool is_special(std::int64_t id) const = 0;

  virtual std::int64_t size() const = 0;
  virtual std::int64_t pad_id() const = 0;
  virtual std::int64_t mask_id() const = 0;

protected:
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
