#pragma once

#include "text/tokenizer.h"

#include <string>
#include <string_view>

inline bool is_continuation(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

/// What holds for the tokens of every text, or the first thing that does not: special tokens of
/// length 0 at both ends, all others inside the text and in order, ids inside the vocabulary.
/// `valid`: the text is UTF-8, so offsets lie on whole code points.
inline std::string broken_rule(const affect::Tokenizer &tokenizer, const affect::Encoding &encoding,
                               std::string_view text, bool valid) {
  const auto &tokens = encoding.tokens;
  if (tokens.size() < 2 || !tokens.front().added || !tokens.back().added)
    return "no special tokens at the ends";
  std::size_t reached = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const affect::Token &token = tokens[i];
    const std::string where = " at token " + std::to_string(i);
    if (token.id < 0 || token.id >= tokenizer.size())
      return "id outside the vocabulary" + where;
    const bool end = i == 0 || i + 1 == tokens.size();
    if (token.added != end)
      return "added token inside" + where;
    if (end && (token.begin != 0 || token.end != 0))
      return "special token with a place" + where;
    if (end)
      continue;
    if (token.begin > token.end || token.end > text.size())
      return "offsets outside the text" + where;
    if (token.begin < reached)
      return "tokens out of order" + where;
    if (valid && (is_continuation(text, token.begin) || is_continuation(text, token.end)))
      return "offset inside a code point" + where;
    reached = token.begin;
  }
  return {};
}

/// Every byte of `text` that is not ASCII white space lies in some token.
inline bool covers_words(const affect::Encoding &encoding, std::string_view text) {
  std::string covered(text.size(), '\0');
  for (const affect::Token &token : encoding.tokens)
    covered.replace(token.begin, token.end - token.begin, token.end - token.begin, '\1');
  for (std::size_t i = 0; i < text.size(); ++i)
    if (!covered[i] && text[i] != ' ' && text[i] != '\n' && text[i] != '\t')
      return false;
  return true;
}

/// The part of the text a token stands for.
inline std::string_view part(std::string_view text, const affect::Token &token) {
  return text.substr(token.begin, token.end - token.begin);
}
