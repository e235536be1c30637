#pragma once

#include "analysis/reading.h"
#include "features/word_bag.h"
#include "text/tokenizer.h"

#include <torch/torch.h>

#include <string>

namespace affect {

/// Words as a reader sees them, from tokens: pieces are joined until the next word begins (white
/// space or the family's own mark); fills TokenSpan::word. Every CJK character or piece that is not
/// joined to another stands alone.
void group_words(const std::string &text, const Encoding &encoding, const Tokenizer &tokenizer,
                 Reading &reading);

/// Fills WordSpan::by_itself: `scores` [n] are those of the pieces of `words`
/// (SystemOutput::word_scores, a row); a word has those of its pieces.
void add_word_scores(const Encoding &encoding, const WordBag &words, const torch::Tensor &scores,
                     Reading &reading);

} // namespace affect
