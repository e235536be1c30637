#pragma once

#include "base/result.h"
#include "text/tokenizer.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace affect {

/// Name of a BERT encoder's vocabulary in its folder.
inline constexpr const char *word_piece_file = "vocab.txt";

/// Makes the tokenizer of a text encoder in its folder, with at most `vocabulary` pieces:
/// SentencePiece or, with the folder of a BERT encoder as `teacher`, those of its word pieces that
/// the lines use. Returns the number of pieces. Errors: as train_sentencepiece, BertTokenizer::open
/// and train_word_pieces.
Result<int> train_tokenizer(const std::vector<std::string> &lines,
                            const std::filesystem::path &teacher, int vocabulary,
                            const std::filesystem::path &folder);

/// The file of a folder's tokenizer: vocab.txt where it is there, else SentencePiece's.
std::filesystem::path trained_tokenizer_file(const std::filesystem::path &folder);

/// The tokenizer that train_tokenizer() left in a folder; where there is none, that of the encoder
/// in `start`, unless it is empty, is copied there. Errors: as BertTokenizer::open and
/// XlmRobertaTokenizer::open; unreadable (the copy).
Result<std::unique_ptr<Tokenizer>> open_trained_tokenizer(const std::filesystem::path &folder,
                                                          const std::filesystem::path &start = {});

} // namespace affect
