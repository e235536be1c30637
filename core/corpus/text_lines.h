#pragma once

#include "base/random.h"
#include "text/tokenizer.h"

#include <torch/torch.h>

#include <string>
#include <vector>

namespace affect {

/// Which polarities the labels of a set distinguish. A set without "neutral" cannot teach that a
/// line is not neutral. `joint`: the label is that of the whole post the text came from.
enum class LabelKind { none, three_classes, two_classes, joint };

struct TextLine {
  std::string text;
  int label = -1; ///< 0 negative, 1 neutral, 2 positive
  LabelKind kind = LabelKind::none;
  bool english = true;
};

/// A line as tokens. `words` has, for each token, the index of the word (between white space) it
/// belongs to, -1 for added tokens.
struct TokenizedLine {
  std::vector<int32_t> ids;
  std::vector<int32_t> words;
  int32_t word_count = 0; ///< words of the whole text, including those cut off at max_tokens
};

TokenizedLine tokenize_line(const Tokenizer &tokenizer, const std::string &text,
                            std::size_t max_tokens);

/// A padded batch.
struct TokenBatch {
  torch::Tensor ids;  ///< [batch, tokens] int64
  torch::Tensor mask; ///< [batch, tokens] 1 for tokens, 0 for padding
  /// [batch, tokens] int64: index of the word, numbered on from line to line; -1 for none.
  torch::Tensor words;
  int64_t word_count = 0;
};

TokenBatch pad_batch(const std::vector<const TokenizedLine *> &lines, int64_t pad_id);

/// Batches of lines of similar length: lines are shuffled, sorted by length within windows of 50
/// batches, and the batches shuffled again. The same seed gives the same batches, so that an
/// interrupted epoch can be resumed where it stopped.
std::vector<std::vector<std::size_t>> bucketed_batches(const std::vector<std::size_t> &lengths,
                                                       std::size_t batch_size, Random &random);

/// Masking for masked-language modelling (Devlin et al. 2019): a share of the tokens that are not
/// special is chosen; 80 % of these become the mask token, 10 % a random token, 10 % stay.
struct Masked {
  torch::Tensor ids;       ///< shape of the input
  torch::Tensor positions; ///< [n] flat indices of the chosen tokens
  torch::Tensor targets;   ///< [n] their original ids
};
Masked mask_tokens(const torch::Tensor &ids, const Tokenizer &tokenizer, double share,
                   Random &random);

} // namespace affect
