#pragma once

#include "base/random.h"
#include "text/tokenizer.h"

#include <torch/torch.h>

#include <string>
#include <vector>

namespace affect {

/// Which polarities a labelled line's set can say; a set without "neutral" does not teach that a
/// line is not neutral.
enum class LabelKind { none, three_classes, two_classes, joint };

struct TextLine {
  std::string text;
  int label = -1; ///< 0 negative, 1 neutral, 2 positive
  LabelKind kind = LabelKind::none;
  bool english = true;
};

/// A line as the student reads it. `words` numbers the white-space word of each token, -1 for added
/// tokens.
struct TokenizedLine {
  std::vector<int32_t> ids;
  std::vector<int32_t> words;
  int32_t word_total = 0; ///< words of the text, also those beyond the last token
};

TokenizedLine tokenize_line(const Tokenizer &tokenizer, const std::string &text,
                            std::size_t max_tokens);

/// A padded batch.
struct TokenBatch {
  torch::Tensor ids;   ///< [batch, tokens] int64
  torch::Tensor mask;  ///< [batch, tokens] 1 where a token stands
  torch::Tensor words; ///< [batch, tokens] int64: index of the word within the batch (all lines
                       ///< counted on), -1 for none
  int64_t word_count = 0;
};

TokenBatch pad_batch(const std::vector<const TokenizedLine *> &lines, int64_t pad_id);

/// Batches of like length: lines are shuffled, sorted within windows of 50 batches, and the batches
/// shuffled again. The same seed gives the same batches, so that an interrupted epoch can be taken
/// up where it stopped.
std::vector<std::vector<std::size_t>> bucketed_batches(const std::vector<std::size_t> &lengths,
                                                       std::size_t batch_size, Random &random);

/// Masked-language training (Devlin et al. 2019): of the tokens that are no specials a share is
/// chosen; 80 % of these become the mask, 10 % a random piece, 10 % stay.
struct Masked {
  torch::Tensor ids;       ///< like the input
  torch::Tensor positions; ///< [n] flat indices of chosen tokens
  torch::Tensor targets;   ///< [n] their own ids
};
Masked mask_tokens(const torch::Tensor &ids, const Tokenizer &tokenizer, double share,
                   Random &random);

} // namespace affect
