#pragma once

#include "text/mapped_text.h"

namespace affect {

/// Where the word ends that begins at character `begin`, by GPT-2's expression
/// 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+ (every character
/// belongs to some word).
std::size_t gpt2_word_end(const std::vector<MappedText::Character> &text, std::size_t begin,
                          std::size_t end);

/// A word that CLIP's expression takes out:
/// <\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|
/// [^\s\p{L}\p{N}]+, white space left out. begin == end: there is no further one.
struct ClipWord {
  std::size_t begin, end;
  bool literal; ///< one of the two in angle brackets, which GPT-2's expression then splits
};
ClipWord next_clip_word(const MappedText &text, std::size_t begin, std::size_t end);

} // namespace affect
