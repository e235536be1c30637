#include "text/added_tokens.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

namespace affect {
namespace {

// The code point that begins at `at` and where the next one begins.
std::pair<UChar32, std::size_t> code_point(std::string_view text, std::size_t at) {
  const auto *bytes = reinterpret_cast<const std::uint8_t *>(text.data());
  UChar32 c = 0;
  U8_NEXT(bytes, at, text.size(), c);
  return {c, at};
}

std::size_t before_spaces(std::string_view text, std::size_t least, std::size_t end) {
  while (end > least) {
    std::size_t begin = end - 1;
    while (begin > least && U8_IS_TRAIL(text[begin]))
      --begin;
    const auto [c, next] = code_point(text, begin);
    if (c < 0 || !u_isUWhiteSpace(c) || next != end)
      break;
    end = begin;
  }
  return end;
}

std::size_t after_spaces(std::string_view text, std::size_t begin) {
  while (begin < text.size()) {
    const auto [c, next] = code_point(text, begin);
    if (c < 0 || !u_isUWhiteSpace(c))
      break;
    begin = next;
  }
  return begin;
}

} // namespace

void AddedTokens::add(const AddedToken &token) {
  if (token.text.empty())
    return;
  std::uint32_t node = 0;
  for (const char c : token.text) {
    const auto byte = static_cast<unsigned char>(c);
    const auto [edge, fresh] = edges_.try_emplace(std::uint64_t{node} << 8 | byte,
                                                  static_cast<std::uint32_t>(ends_.size()));
    if (fresh)
      ends_.push_back(-1);
    node = edge->second;
  }
  first_[static_cast<unsigned char>(token.text.front())] = true;
  if (ends_[node] >= 0) {
    tokens_[static_cast<std::size_t>(ends_[node])] = token;
  } else {
    ends_[node] = static_cast<int>(tokens_.size());
    tokens_.push_back(token);
  }
}

std::optional<AddedTokens::Found> AddedTokens::next(std::string_view text, std::size_t from) const {
  for (std::size_t begin = from; begin < text.size(); ++begin) {
    if (!first_[static_cast<unsigned char>(text[begin])])
      continue;
    std::uint32_t node = 0;
    int longest = -1;
    for (std::size_t at = begin; at < text.size(); ++at) {
      const auto edge =
          edges_.find(std::uint64_t{node} << 8 | static_cast<unsigned char>(text[at]));
      if (edge == edges_.end())
        break;
      node = edge->second;
      longest = ends_[node] >= 0 ? ends_[node] : longest;
    }
    if (longest < 0)
      continue;
    const AddedToken &token = tokens_[static_cast<std::size_t>(longest)];
    const std::size_t end = begin + token.text.size();
    return Found{token.strip_left ? before_spaces(text, from, begin) : begin,
                 token.strip_right ? after_spaces(text, end) : end, &token};
  }
  return std::nullopt;
}

} // namespace affect
