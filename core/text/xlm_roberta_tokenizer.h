#pragma once

#include "text/sentencepiece_model.h"
#include "text/tokenizer.h"

namespace affect {

/// XLM-R's tokenizer: a SentencePiece model whose ids are moved by one (`<s>` 0, `<pad>` 1, `</s>`
/// 2, `<unk>` 3, the model's id n from 3 on as n + 1, `<mask>` last). Special tokens typed in the
/// text are recognised. Normalisation and segmentation are SentencePiece's own; Hugging Face's fast
/// tokenizer differs from it on a few strings (half-width kana, Hangul jamo, some double accents,
/// U+0085).
class XlmRobertaTokenizer : public Tokenizer {
public:
  /// Opens a sentencepiece.bpe.model. Errors: not_found, too_large, unreadable, bad_format.
  static Result<std::unique_ptr<XlmRobertaTokenizer>> open(const std::filesystem::path &model);
  /// From a model already read; `file` is what errors name. Errors: bad_format.
  static Result<std::unique_ptr<XlmRobertaTokenizer>> make(SentencePieceModel model,
                                                           const std::filesystem::path &file);

  Encoding encode(std::string_view text, std::size_t max_tokens = 0) const override;
  std::string piece(std::int64_t id) const override;
  bool begins_word(std::int64_t id) const override;
  bool is_special(std::int64_t id) const override;
  std::int64_t size() const override { return model_.size() + 2; } // <pad> and <mask> come on top
  std::int64_t pad_id() const override { return 1; }
  std::int64_t mask_id() const override { return size() - 1; }

private:
  explicit XlmRobertaTokenizer(SentencePieceModel model) : model_(std::move(model)) {}
  void encode_plain(std::string_view text, std::size_t base, std::vector<Token> &tokens) const;
  SentencePieceModel model_;
};

} // namespace affect
