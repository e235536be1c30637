#pragma once

#include "text/tokenizer.h"

#include <algorithm>
#include <functional>

namespace affect {

/// Words are pieces: enough to test what is built on tokenizers. Ids are `number` of the word (its
/// length where none is given) behind the four specials; the last id is the mask.
class WordTokenizer : public Tokenizer {
public:
  using Number = std::function<std::int64_t(std::string_view)>;
  explicit WordTokenizer(
      std::int64_t size = 1000,
      Number number = [](std::string_view word) { return static_cast<std::int64_t>(word.size()); })
      : size_(size), number_(std::move(number)) {}

  Encoding encode(std::string_view text, std::size_t max_tokens) const override {
    Encoding encoding;
    encoding.tokens.push_back({0, 0, 0, true});
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find(' ', begin), text.size());
      if (end > begin)
        encoding.tokens.push_back(
            {4 + number_(text.substr(begin, end - begin)), begin, end, false});
      begin = end + 1;
    }
    if (max_tokens > 0 && encoding.tokens.size() > max_tokens - 1)
      encoding.tokens.resize(max_tokens - 1);
    encoding.tokens.push_back({2, 0, 0, true});
    return encoding;
  }
  std::string piece(std::int64_t) const override { return "x"; }
  bool begins_word(std::int64_t) const override { return true; }
  bool is_special(std::int64_t id) const override { return id < 4 || id == mask_id(); }
  std::int64_t size() const override { return size_; }
  std::int64_t pad_id() const override { return 1; }
  std::int64_t mask_id() const override { return size_ - 1; }

private:
  std::int64_t size_;
  Number number_;
};

} // namespace affect
