#include "text/word_piece_training.h"

#include "base/atomic_file.h"
#include "text/mapped_text.h"

#include <algorithm>
#include <cctype>
#include <map>

namespace affect {
namespace {

using Counts = std::map<std::string, std::size_t>;

const std::vector<std::string> specials{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};

// What every word of ASCII can be spelled with; its punctuation always stands alone.
bool always_kept(const std::string &piece) {
  if (piece.size() == 1)
    return static_cast<unsigned char>(piece.front()) < 0x80;
  return piece.size() == 3 && piece.starts_with("##") &&
         std::isalnum(static_cast<unsigned char>(piece.back())) != 0;
}

// A word the tokenizer could not cut: its characters that are no piece, the first as one that
// begins a word.
void count_unknown(std::string_view word, const Counts &known, Counts &counts) {
  std::string mark;
  for (const auto &character : MappedText::of(word, 0).characters) {
    if (character.c < 0)
      continue;
    std::string piece = mark;
    append_utf8(lower(character.c), piece);
    if (!known.contains(piece))
      ++counts[piece];
    mark = "##";
  }
}

Counts pieces_of(const std::vector<std::string> &lines, const Tokenizer &from) {
  Counts known, counts;
  for (std::int64_t id = 0; id < from.size(); ++id)
    if (const std::string piece = from.piece(id); !from.is_special(id)) {
      known.emplace(piece, 0);
      if (always_kept(piece))
        counts.emplace(piece, 0);
    }
  for (const std::string &line : lines)
    for (const Token &token : from.encode(line).tokens) {
      if (token.added)
        continue;
      if (const std::string piece = from.piece(token.id); known.contains(piece))
        ++counts[piece];
      else if (piece == "[UNK]") // and no special token that was typed
        count_unknown(std::string_view(line).substr(token.begin, token.end - token.begin), known,
                      counts);
    }
  return counts;
}

} // namespace

Result<std::size_t> train_word_pieces(const std::vector<std::string> &lines, const Tokenizer &from,
                                      std::size_t size, const std::filesystem::path &file) {
  const Counts counts = pieces_of(lines, from);
  std::vector<Counts::const_iterator> order;
  auto kept = static_cast<std::size_t>(std::count_if(
      counts.begin(), counts.end(), [](const auto &one) { return always_kept(one.first); }));
  if (size < specials.size() + kept)
    return make_error(ErrorCode::usage,
                      "A vocabulary needs room for its special tokens and characters: " +
                          std::to_string(specials.size() + kept) + " pieces at least.");
  for (auto at = counts.begin(); at != counts.end(); ++at)
    order.push_back(at);
  std::stable_sort(order.begin(), order.end(),
                   [](auto a, auto b) { return a->second > b->second; });
  std::size_t room = size - specials.size() - kept;
  const std::size_t pieces = specials.size() + kept + std::min(room, counts.size() - kept);
  std::string vocabulary;
  for (const std::string &special : specials)
    vocabulary += special + '\n';
  for (const auto at : order) {
    if (!always_kept(at->first) && room == 0)
      continue;
    vocabulary += at->first + '\n';
    room -= always_kept(at->first) ? 0 : 1;
  }
  AFFECT_CHECK(write_whole_file(file, vocabulary));
  return pieces;
}

} // namespace affect
