#pragma once

#include "text/added_tokens.h"
#include "text/mapped_text.h"
#include "text/sentencepiece_model.h"
#include "text/tokenizer.h"

namespace affect {

/// SigLIP's tokenizer, as Hugging Face's SiglipTokenizer: lower case, ASCII punctuation removed,
/// white space collapsed, then a SentencePiece model. Nothing is put before the text, `</s>` after
/// it unless it ends with one that was typed. Typed `</s>` and `<unk>` are recognised.
class SiglipTokenizer : public Tokenizer {
public:
  struct Options {
    bool lower_case = true;
    std::string end = "</s>", unknown = "<unk>", pad = "</s>";
    std::vector<AddedToken> added; ///< recognised where typed, besides those three
  };
  /// Opens a spiece.model. Errors: not_found, too_large, unreadable, bad_format (a special token is
  /// missing).
  static Result<std::unique_ptr<SiglipTokenizer>> open(const std::filesystem::path &model,
                                                       const Options &options);

  Encoding encode(std::string_view text, std::size_t max_tokens = 0) const override;
  std::string piece(std::int64_t id) const override { return model_.piece(id); }
  bool begins_word(std::int64_t id) const override;
  bool is_special(std::int64_t id) const override;
  std::int64_t size() const override { return model_.size(); }
  std::int64_t pad_id() const override { return pad_; }
  std::int64_t mask_id() const override { return -1; }
  bool pads_to_full_length() const override { return true; }

private:
  explicit SiglipTokenizer(SentencePieceModel model) : model_(std::move(model)) {}
  void encode_plain(std::string_view text, std::size_t base, bool first,
                    std::vector<Token> &tokens) const;
  MappedText canonical(std::string_view text, std::size_t base, bool first) const;

  SentencePieceModel model_;
  AddedTokens added_;
  std::string unknown_text_;
  std::size_t unknown_pieces_ = 0; ///< how many pieces the unknown token's text has
  std::int64_t end_ = 0, unknown_ = 0, pad_ = 0;
  bool lower_case_ = true;
};

} // namespace affect
