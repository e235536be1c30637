#pragma once

#include "text/added_tokens.h"
#include "text/tokenizer.h"

#include <optional>
#include <string>

namespace affect {

struct BertOptions {
  bool lower_case = true;
  std::optional<bool> strip_accents; ///< unset: as lower_case
  bool split_chinese = true;         ///< spaces round Chinese characters
  /// A word with a character that no piece spells is cut there instead of being unknown as a whole:
  /// "great🥳" is then "great" and an unknown one. Ours; BERT's own would lose the word.
  bool cut_unknown_words = false;
  std::string pad = "[PAD]", unknown = "[UNK]", cls = "[CLS]", sep = "[SEP]", mask = "[MASK]";
  std::vector<AddedToken> added; ///< recognised where typed, besides those five
};

/// BERT's WordPiece tokenizer: cleaning, spaces round Chinese characters, accents stripped and case
/// folded where asked, punctuation split off, longest pieces first; words of over 100 characters
/// are unknown. Special tokens typed in the text ("[SEP]") are recognised, in capitals only.
class BertTokenizer : public Tokenizer {
public:
  /// From a vocab.txt. Errors: not_found, too_large, unreadable, bad_format (a special token is
  /// missing).
  static Result<std::unique_ptr<BertTokenizer>> open(const std::filesystem::path &vocabulary,
                                                     bool lower_case = true);
  static Result<std::unique_ptr<BertTokenizer>> open(const std::filesystem::path &vocabulary,
                                                     const BertOptions &options);
  /// From pieces already read; `file` is what errors name. Errors: bad_format, unsupported (an
  /// added token that is matched after cleaning).
  static Result<std::unique_ptr<BertTokenizer>>
  make(Vocabulary vocabulary, const BertOptions &options, const std::filesystem::path &file);

  Encoding encode(std::string_view text, std::size_t max_tokens = 0) const override;
  std::string piece(std::int64_t id) const override;
  bool begins_word(std::int64_t id) const override;
  bool is_special(std::int64_t id) const override;
  std::int64_t size() const override {
    return static_cast<std::int64_t>(vocabulary_.pieces.size());
  }
  std::int64_t pad_id() const override { return pad_; }
  std::int64_t mask_id() const override { return mask_; }

private:
  struct Character {
    std::string utf8; ///< after folding
    std::size_t begin, end;
  };
  void fold(char32_t c, std::vector<char32_t> &folded) const;
  /// `base` is where `text` begins in the text that offsets count from.
  std::vector<std::vector<Character>> words_of(std::string_view text, std::size_t base) const;
  void add_word(const std::vector<Character> &word, std::vector<Token> &tokens) const;
  /// The longest piece from `begin` on; `end` is set to behind it. None: -1.
  std::int64_t longest_piece(const std::vector<Character> &word, std::size_t begin, bool begins,
                             std::size_t &end) const;

  Vocabulary vocabulary_;
  AddedTokens added_;
  std::int64_t pad_ = 0, unknown_ = 0, cls_ = 0, sep_ = 0, mask_ = 0;
  bool lower_case_ = true, strip_accents_ = true, split_chinese_ = true, cut_unknown_words_ = false;
};

} // namespace affect
