#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace affect {

struct SentencePieceTraining {
  int vocabulary =
      20000; ///< ids of the finished XLM-R vocabulary, special tokens and mask included
  double coverage = 0.9995; ///< share of characters that get a piece; the rest is spelled in bytes
  int threads = 2;
};

/// Trains a unigram model with byte fallback and case folding (nmt_nfkc_cf) on lines of text and
/// writes it to `model`. Errors: usage (too few lines), unreadable, internal.
Result<void> train_sentencepiece(const std::vector<std::string> &lines,
                                 const SentencePieceTraining &options,
                                 const std::filesystem::path &model);

} // namespace affect
