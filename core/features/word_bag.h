#pragma once

#include "text/tokenizer.h"

#include <torch/torch.h>

namespace affect {

/// Which pieces a text has, whatever their order: each once, special ones left out.
struct WordBag {
  torch::Tensor ids;     ///< [n] int64
  torch::Tensor weights; ///< [n] fp32, of norm 1 together; the rarer a piece, the more
};

/// How rare a piece is, is told by its place: vocabularies are made from the most frequent piece
/// down, and by Zipf's law the logarithm of the place is what tf-idf would give it. Undefined
/// tensors where the text has none but special ones.
WordBag word_bag(const Encoding &encoding, const Tokenizer &tokenizer);

} // namespace affect
