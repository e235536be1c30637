#include "text/byte_pair_tokenizer.h"

#include "text/word_splitting.h"

#include <algorithm>

namespace affect {
namespace {

constexpr const char *word_start = "\xE2\x96\x81"; // ▁

bool is_whole_utf8(const std::string &bytes) {
  const auto text = MappedText::of(bytes, 0);
  return std::none_of(text.characters.begin(), text.characters.end(),
                      [](const auto &one) { return one.c < 0; });
}

} // namespace

struct BytePairTokenizer::Work {
  Encoding encoding;
  std::size_t max_tokens;
  std::vector<BytePairs::Piece> pieces; // kept for its memory
};

Result<std::unique_ptr<BytePairTokenizer>> BytePairTokenizer::make(BytePairs::Parts parts,
                                                                   Options options) {
  const auto file = parts.file;
  AFFECT_CHECK(parts.vocabulary.take(options.added, file));
  AFFECT_TRY(pairs, BytePairs::make(std::move(parts)));
  std::unique_ptr<BytePairTokenizer> made(
      new BytePairTokenizer(std::move(pairs), std::move(options)));
  const Options &chosen = made->options_;
  const Vocabulary &vocabulary = made->pairs_.vocabulary();
  const std::pair<const std::string *, std::int64_t *> needed[] = {
      {&chosen.begin, &made->begin_}, {&chosen.end, &made->end_}, {&chosen.pad, &made->pad_}};
  for (const auto &[name, id] : needed) {
    const auto found = vocabulary.find(*name);
    if (!found)
      return make_error(ErrorCode::bad_format,
                        "The vocabulary lacks the token " + *name + "; download the folder again.",
                        file);
    *id = *found;
  }
  made->mask_ = chosen.mask.empty() ? -1 : vocabulary.find(chosen.mask).value_or(-1);
  for (const AddedToken &token : chosen.added) {
    AddedToken known = token;
    if (token.normalized &&
        chosen.style == Style::clip) { // compared in lower case, so stored in lower case
      MappedText text = MappedText::of(token.text, 0);
      compose(text);
      squeeze_and_lower(text);
      text.seal();
      known.text = text.utf8;
    }
    (token.normalized ? made->cleaned_ : made->raw_).add(known);
  }
  made->show_pieces();
  return made;
}

void BytePairTokenizer::show_pieces() {
  const std::string suffix = options_.style == Style::clip ? "</w>" : "";
  shown_ = pairs_.vocabulary().pieces;
  special_.assign(shown_.size(), false);
  for (const AddedToken &token : options_.added)
    special_[static_cast<std::size_t>(token.id)] = true;
  for (const std::int64_t id : {begin_, end_, pad_})
    special_[static_cast<std::size_t>(id)] = true;
  for (std::size_t id = 0; id < shown_.size(); ++id) {
    std::string &shown = shown_[id];
    if (special_[id])
      continue;
    std::string bytes = pairs_.bytes_of(shown);
    if (bytes.empty() || !is_whole_utf8(bytes)) {
      special_[id] = true; // part of a character, or nothing that a text could hold
      continue;
    }
    const bool ends = !suffix.empty() && shown.ends_with(suffix);
    shown = bytes.front() == ' ' ? word_start + bytes.substr(1) : bytes;
    if (ends)
      shown += suffix;
  }
}

bool BytePairTokenizer::add_special(const AddedToken &token, std::size_t begin, std::size_t end,
                                    Work &work) const {
  work.encoding.tokens.push_back({token.id, begin, end, false});
  return !is_full(work.max_tokens, work.encoding);
}

bool BytePairTokenizer::add_word(const MappedText &text, std::size_t begin, std::size_t end,
                                 Work &work) const {
  const auto &characters = text.characters;
  const std::size_t from = characters[begin].at,
                    to = end < characters.size() ? characters[end].at : text.utf8.size();
  work.pieces.clear();
  pairs_.encode(std::string_view(text.utf8).substr(from, to - from), work.pieces);
  for (const auto &piece : work.pieces) {
    std::size_t first = text.owner[from + piece.begin], last = text.owner[from + piece.end - 1];
    Token token{piece.id, characters[first].begin, characters[last].end, false};
    if (options_.style == Style::roberta) {
      while (first <= last && characters[first].c == ' ')
        ++first;
      token.begin = first > last ? token.end : characters[first].begin;
      while (last > first && characters[last].c == ' ')
        --last;
      token.end = characters[last].end;
    }
    work.encoding.tokens.push_back(token);
  }
  return !is_full(work.max_tokens, work.encoding);
}

bool BytePairTokenizer::add_words(const MappedText &text, std::size_t begin, std::size_t end,
                                  Work &work) const {
  const auto split = [&](std::size_t from, std::size_t to) { // as GPT-2
    while (from < to) {
      const std::size_t next = gpt2_word_end(text.characters, from, to);
      if (!add_word(text, from, next, work))
        return false;
      from = next;
    }
    return true;
  };
  if (options_.style == Style::roberta)
    return split(begin, end);
  for (ClipWord word = next_clip_word(text, begin, end); word.begin < word.end;
       word = next_clip_word(text, word.end, end))
    if (word.literal ? !split(word.begin, word.end) : !add_word(text, word.begin, word.end, work))
      return false;
  return true;
}

bool BytePairTokenizer::add_plain(std::string_view plain, std::size_t base, Work &work) const {
  MappedText text = MappedText::of(plain, base);
  if (options_.style == Style::clip) {
    compose(text);
    squeeze_and_lower(text);
  }
  text.seal();
  bool more = true;
  const auto at_byte = [&](std::size_t byte) {
    return byte < text.owner.size() ? std::size_t{text.owner[byte]} : text.characters.size();
  };
  cleaned_.split(
      text.utf8,
      [&](std::size_t begin, std::size_t end) {
        const std::size_t from = at_byte(begin), to = at_byte(end);
        if (options_.add_prefix_space && text.characters[from].c != ' ') {
          const std::size_t place = text.characters[from].begin;
          MappedText prefixed;
          prefixed.characters = {{' ', place, place, 0}};
          prefixed.characters.insert(prefixed.characters.end(),
                                     text.characters.begin() + static_cast<std::ptrdiff_t>(from),
                                     text.characters.begin() + static_cast<std::ptrdiff_t>(to));
          prefixed.seal();
          more = add_words(prefixed, 0, prefixed.characters.size(), work);
        } else {
          more = add_words(text, from, to, work);
        }
        return more;
      },
      [&](const AddedTokens::Found &found) {
        std::size_t first = at_byte(found.begin);
        const std::size_t last = at_byte(found.end - 1);
        while (options_.style == Style::roberta && first < last &&
               text.characters[first].c != found.token->text.front() && found.token->strip_left)
          ++first;
        more = add_special(*found.token, text.characters[first].begin, text.characters[last].end,
                           work);
        return more;
      });
  return more;
}

Encoding BytePairTokenizer::encode(std::string_view text, std::size_t max_tokens) const {
  Work work{{}, max_tokens, {}};
  work.encoding.tokens.push_back({begin_, 0, 0, true});
  raw_.split(
      text,
      [&](std::size_t begin, std::size_t end) {
        return add_plain(text.substr(begin, end - begin), begin, work);
      },
      [&](const AddedTokens::Found &found) {
        // The white space that a mask takes before it is not part of its place (RoBERTa's offsets
        // are trimmed).
        const std::size_t begin =
            found.token->strip_left ? text.find(found.token->text, found.begin) : found.begin;
        return add_special(*found.token, begin, found.end, work);
      });
  close_with(end_, max_tokens, work.encoding);
  return std::move(work.encoding);
}

std::string BytePairTokenizer::piece(std::int64_t id) const {
  return id >= 0 && id < size() ? shown_[static_cast<std::size_t>(id)] : std::string();
}

bool BytePairTokenizer::begins_word(std::int64_t id) const {
  return options_.style == Style::clip || piece(id).starts_with(word_start);
}

bool BytePairTokenizer::is_special(std::int64_t id) const {
  return id < 0 || id >= size() || special_[static_cast<std::size_t>(id)];
}

} // namespace affect
