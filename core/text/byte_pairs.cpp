#include "text/byte_pairs.h"

#include "text/mapped_text.h"
#include "text/tokenizer_file.h"

#include <algorithm>
#include <queue>

namespace affect {
namespace {

// GPT-2 writes bytes that are no visible character of Latin-1 as U+0100 and following, in order.
std::array<UChar32, 256> symbols_of_bytes() {
  std::array<UChar32, 256> symbols{};
  UChar32 next = 0x100;
  for (int byte = 0; byte < 256; ++byte) {
    const bool visible = (byte > 0x20 && byte < 0x7F) || (byte > 0xA0 && byte != 0xAD);
    symbols[static_cast<std::size_t>(byte)] = visible ? byte : next++;
  }
  return symbols;
}

const std::array<UChar32, 256> &byte_symbols() {
  static const auto symbols = symbols_of_bytes();
  return symbols;
}

constexpr std::size_t symbols_end = 0x144;

std::array<int, symbols_end> bytes_of_symbols() {
  std::array<int, symbols_end> bytes;
  bytes.fill(-1);
  for (std::size_t byte = 0; byte < 256; ++byte)
    bytes[static_cast<std::size_t>(byte_symbols()[byte])] = static_cast<int>(byte);
  return bytes;
}

struct Symbol {
  std::int64_t id;
  std::size_t begin, end;
  int previous, next; // -1: none. A symbol merged into the one before it has end == begin.
};

struct Candidate {
  std::uint32_t rank;
  int at;
  std::int32_t made;
  bool operator>(const Candidate &other) const {
    return rank != other.rank ? rank > other.rank : at > other.at;
  }
};

Error bad_merge(const std::string &what, const std::filesystem::path &file) {
  return make_error(ErrorCode::bad_format, what + "; download the vocabulary and its merges again.",
                    file);
}

} // namespace

Result<BytePairs> BytePairs::make(Parts parts) {
  BytePairs made;
  made.vocabulary_ = std::move(parts.vocabulary);
  made.suffix_ = parts.suffix;
  const auto unknown = made.vocabulary_.find(parts.unknown).value_or(-1);
  for (std::size_t byte = 0; byte < 256; ++byte) {
    std::string symbol;
    append_utf8(byte_symbols()[byte], symbol);
    made.inner_[byte] = made.vocabulary_.find(symbol).value_or(unknown);
    made.last_[byte] = made.vocabulary_.find(symbol + parts.suffix).value_or(unknown);
  }
  made.merges_.reserve(parts.merges.size());
  for (std::size_t rank = 0; rank < parts.merges.size(); ++rank) {
    const auto &[left, right] = parts.merges[rank];
    const auto a = made.vocabulary_.find(left), b = made.vocabulary_.find(right),
               both = made.vocabulary_.find(left + right);
    if (!a || !b || !both)
      return bad_merge("Merge " + std::to_string(rank + 1) +
                           " names a piece that the vocabulary lacks",
                       parts.file);
    made.merges_.push_back({static_cast<std::uint64_t>(*a) << 32 | static_cast<std::uint64_t>(*b),
                            static_cast<std::uint32_t>(rank), static_cast<std::int32_t>(*both)});
  }
  // Of equal pairs the last one counts, as in Hugging Face's tokenizers.
  auto &merges = made.merges_;
  std::sort(merges.begin(), merges.end(), [](const Merge &x, const Merge &y) {
    return x.pair != y.pair ? x.pair < y.pair : x.rank > y.rank;
  });
  merges.erase(std::unique(merges.begin(), merges.end(),
                           [](const Merge &x, const Merge &y) { return x.pair == y.pair; }),
               merges.end());
  return made;
}

const BytePairs::Merge *BytePairs::merge_of(std::int64_t left, std::int64_t right) const {
  const std::uint64_t pair =
      static_cast<std::uint64_t>(left) << 32 | static_cast<std::uint64_t>(right);
  const auto found = std::lower_bound(
      merges_.begin(), merges_.end(), pair,
      [](const Merge &merge, std::uint64_t sought) { return merge.pair < sought; });
  return found != merges_.end() && found->pair == pair ? &*found : nullptr;
}

void BytePairs::encode(std::string_view word, std::vector<Piece> &pieces) const {
  std::vector<Symbol> symbols;
  symbols.reserve(word.size());
  for (std::size_t i = 0; i < word.size(); ++i) {
    const auto byte = static_cast<unsigned char>(word[i]);
    const std::int64_t id = (i + 1 < word.size() ? inner_ : last_)[byte];
    if (id < 0)
      continue;
    const int place = static_cast<int>(symbols.size());
    symbols.push_back({id, i, i + 1, place - 1, place + 1});
  }
  if (symbols.empty())
    return;
  symbols.back().next = -1;
  std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue;
  const auto consider = [&](int left) {
    const Symbol &symbol = symbols[static_cast<std::size_t>(left)];
    if (const Merge *merge = merge_of(symbol.id, symbols[static_cast<std::size_t>(symbol.next)].id))
      queue.push({merge->rank, left, merge->made});
  };
  for (const Symbol &symbol : symbols)
    if (symbol.next >= 0)
      consider(symbol.next - 1);
  while (!queue.empty()) {
    const Candidate top = queue.top();
    queue.pop();
    Symbol &left = symbols[static_cast<std::size_t>(top.at)];
    if (left.end == left.begin || left.next < 0)
      continue;
    Symbol &right = symbols[static_cast<std::size_t>(left.next)];
    const Merge *merge = merge_of(left.id, right.id);
    if (!merge || merge->made != top.made) // its neighbours changed since it was put there
      continue;
    left.id = top.made;
    left.end = right.end;
    left.next = right.next;
    right.end = right.begin;
    if (left.next >= 0) {
      symbols[static_cast<std::size_t>(left.next)].previous = top.at;
      consider(top.at);
    }
    if (left.previous >= 0)
      consider(left.previous);
  }
  for (int i = 0; i >= 0; i = symbols[static_cast<std::size_t>(i)].next) {
    const Symbol &symbol = symbols[static_cast<std::size_t>(i)];
    pieces.push_back({symbol.id, symbol.begin, symbol.end});
  }
}

std::string BytePairs::bytes_of(std::string_view piece) const {
  if (!suffix_.empty() && piece.ends_with(suffix_))
    piece.remove_suffix(suffix_.size());
  static const auto known = bytes_of_symbols();
  std::string bytes;
  for (const auto &character : MappedText::of(piece, 0).characters) {
    const auto symbol = static_cast<std::size_t>(character.c);
    if (character.c < 0 || symbol >= known.size() || known[symbol] < 0)
      return {};
    bytes += static_cast<char>(known[symbol]);
  }
  return bytes;
}

std::optional<std::pair<std::string, std::string>> merge_of_line(std::string_view line) {
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || space == 0 || space + 1 == line.size() ||
      line.find(' ', space + 1) != std::string_view::npos)
    return std::nullopt;
  return std::pair(std::string(line.substr(0, space)), std::string(line.substr(space + 1)));
}

Result<std::vector<std::pair<std::string, std::string>>>
read_merges(const std::filesystem::path &file) {
  AFFECT_TRY(content, read_tokenizer_text(file, 16u << 20));
  std::vector<std::pair<std::string, std::string>> merges;
  for (std::size_t begin = 0; begin < content.size();) {
    const std::size_t end = std::min(content.find('\n', begin), content.size());
    std::string_view line = std::string_view(content).substr(begin, end - begin);
    begin = end + 1;
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    if (line.empty() || line.starts_with("#version"))
      continue;
    auto merge = merge_of_line(line);
    if (!merge)
      return bad_merge("Merge " + std::to_string(merges.size() + 1) +
                           " is not two pieces with a space between",
                       file);
    merges.push_back(std::move(*merge));
  }
  return merges;
}

} // namespace affect
