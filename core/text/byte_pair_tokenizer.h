#pragma once

#include "text/added_tokens.h"
#include "text/byte_pairs.h"
#include "text/mapped_text.h"
#include "text/tokenizer.h"

namespace affect {

/// The byte-level tokenizers of CLIP and RoBERTa (as Hugging Face's fast ones have them).
///
/// CLIP: composes (NFC), collapses white space to one space, lower-cases letter by letter, splits
/// into letters, single digits and the rest; a word's last piece ends with "</w>". RoBERTa: leaves
/// the text as it is and splits as GPT-2 does, where a space belongs to the word after it; tokens'
/// offsets leave that space out, so that a lone space has an empty range (with add_prefix_space,
/// too, where Hugging Face's tokenizers include a text's first space). Bytes that are not UTF-8 are
/// encoded as they are.
class BytePairTokenizer : public Tokenizer {
public:
  enum class Style { clip, roberta };
  struct Options {
    Style style = Style::clip;
    std::string begin, end, pad, mask; ///< special tokens; the vocabulary may lack the mask
    bool add_prefix_space = false;     ///< RoBERTa: text begins as after a space
    std::vector<AddedToken> added;     ///< recognised where typed; later ones replace earlier ones
  };

  /// Errors: bad_format (a special token or a piece of a merge is missing).
  static Result<std::unique_ptr<BytePairTokenizer>> make(BytePairs::Parts parts, Options options);

  Encoding encode(std::string_view text, std::size_t max_tokens = 0) const override;
  std::string piece(std::int64_t id) const override;
  bool begins_word(std::int64_t id) const override;
  bool is_special(std::int64_t id) const override;
  std::int64_t size() const override { return static_cast<std::int64_t>(shown_.size()); }
  std::int64_t pad_id() const override { return pad_; }
  std::int64_t mask_id() const override { return mask_; }

private:
  struct Work;
  bool add_plain(std::string_view text, std::size_t base, Work &work) const;
  bool add_words(const MappedText &text, std::size_t begin, std::size_t end, Work &work) const;
  bool add_word(const MappedText &text, std::size_t begin, std::size_t end, Work &work) const;
  bool add_special(const AddedToken &token, std::size_t begin, std::size_t end, Work &work) const;
  void show_pieces();

  BytePairTokenizer(BytePairs pairs, Options options)
      : pairs_(std::move(pairs)), options_(std::move(options)) {}

  BytePairs pairs_;
  Options options_;
  AddedTokens raw_, cleaned_; // matched before and after cleaning
  std::vector<std::string> shown_;
  std::vector<bool> special_;
  std::int64_t begin_ = 0, end_ = 0, pad_ = 0, mask_ = -1;
};

} // namespace affect
