#pragma once

#include "text/tokenizer.h"

#include <filesystem>
#include <string>
#include <vector>

namespace affect {

/// Makes a WordPiece vocabulary of `size` pieces for an encoder that starts from a larger one's
/// weights, so that a text is cut as the larger one cuts it: what `lines` use of the pieces of
/// `from`, a BERT tokenizer that folds case, and the characters it does not know (Chinese ones,
/// emoji), the most frequent first behind the special tokens. Those of ASCII are always in it, so
/// that every word of it can be spelled. Writes vocab.txt's form to `file` and gives the number of
/// pieces, fewer where the lines use fewer. Errors: usage (no room for those), unreadable.
Result<std::size_t> train_word_pieces(const std::vector<std::string> &lines, const Tokenizer &from,
                                      std::size_t size, const std::filesystem::path &file);

} // namespace affect
