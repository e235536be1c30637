#pragma once

#include "text/tokenizer.h"

#include <optional>
#include <string>
#include <unordered_map>

namespace affect {

/// BERT's WordPiece tokenizer from a vocab.txt: cleaning, spaces round Chinese characters, accents stripped and case
/// folded where `lower_case`, punctuation split off, longest pieces first; words of over 100 characters are unknown.
/// Special tokens typed in the text ("[SEP]") are recognised, in capitals only.
class BertTokenizer : public Tokenizer {
public:
  /// Errors: not_found, unreadable, bad_format (a special token is missing).
  static Result<std::unique_ptr<BertTokenizer>> open(const std::filesystem::path &vocabulary, bool lower_case = true);

  Encoding encode(std::string_view text, std::size_t max_tokens = 0) const override;
  std::string piece(std::int64_t id) const override;
  bool begins_word(std::int64_t id) const override;
  bool is_special(std::int64_t id) const override;
  std::int64_t size() const override { return static_cast<std::int64_t>(pieces_.size()); }
  std::int64_t pad_id() const override { return pad_; }
  std::int64_t mask_id() const override { return mask_; }

private:
  struct Character {
    std::string utf8; ///< after folding
    std::size_t begin, end;
  };
  /// `base` is where `text` begins in the text that offsets count from.
  std::vector<std::vector<Character>> words_of(std::string_view text, std::size_t base) const;
  std::optional<std::int64_t> special_at(std::string_view text, std::size_t at) const;
  void add_word(const std::vector<Character> &word, std::vector<Token> &tokens) const;

  std::vector<std::string> pieces_;
  std::unordered_map<std::string, std::int64_t> ids_;
  std::int64_t pad_ = 0, unknown_ = 0, cls_ = 0, sep_ = 0, mask_ = 0;
  bool lower_case_ = true;
};

} // namespace affect
