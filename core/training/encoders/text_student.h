#pragma once

#include "nn/bert.h"
#include "nn/state.h"
#include "nn/text_heads.h"
#include "text/tokenizer.h"

namespace affect {

/// A text encoder in training: the network, its masked-language head and its sentiment heads.
struct TextStudent {
  BertEncoder encoder{nullptr};
  MaskedLanguageHead language{nullptr};
  torch::nn::Linear sentiment{
      nullptr}; ///< on the mean vector: negative, neutral, positive of the text itself
  torch::nn::Linear joint{
      nullptr}; ///< likewise, of the whole post a text came from; a teacher only, not shipped
  torch::nn::Linear recall{
      nullptr}; ///< from the mean vector to the teacher's; likewise not shipped

  std::vector<torch::Tensor> parameters() const;
  void to(torch::ScalarType type);
  /// Encoder under its bare names, heads under lm_head., sentiment., joint., recall.
  StateDict state() const;
  Result<void> load(const StateDict &state);
};

/// The configuration of the compact text encoder over these pieces: MiniLM-L6's sizes, in BERT's
/// form where padding is the first piece, as BERT's vocabularies have it, else in XLM-R's.
BertConfig compact_text_config(const Tokenizer &pieces);

/// An untrained student of that size.
TextStudent make_text_student(const BertConfig &config);

/// Starts a student from a BERT teacher of equal width: blocks and positions are taken over
/// (XLM-R's begin at padding + 1; the one token type is the teacher's first). A piece's embedding
/// is that of the teacher's piece of the same name, else the mean of those of the word pieces that
/// spell it; pieces the teacher cannot spell are drawn from the embeddings' own distribution.
/// Returns the number of pieces that were found.
int64_t start_from_teacher(TextStudent &student, const Tokenizer &pieces, BertEncoder &teacher,
                           const Tokenizer &teacher_pieces, std::uint64_t seed);

} // namespace affect
