#include "text/vocabulary.h"

#include "text/tokenizer_file.h"

#include <algorithm>

namespace affect {
namespace {

constexpr std::int64_t most_pieces = 1'000'000; // the largest vocabularies hold a quarter of that

Error bad_id(const std::string &text, const std::string &what, const std::filesystem::path &file) {
  return make_error(ErrorCode::bad_format,
                    "The id of \"" + excerpt(text) + "\" " + what + "; download the file again.",
                    file);
}

} // namespace

Result<void> Vocabulary::place(const std::string &text, std::uint64_t id,
                               const std::filesystem::path &file) {
  if (id >= static_cast<std::uint64_t>(most_pieces))
    return bad_id(text, "is out of range", file);
  const auto own = find(text);
  if (own && static_cast<std::uint64_t>(*own) == id)
    return {};
  if (own)
    return bad_id(text, "contradicts the vocabulary", file);
  if (id >= pieces.size())
    pieces.resize(static_cast<std::size_t>(id) + 1);
  else if (const auto other = find(pieces[id]); other && static_cast<std::uint64_t>(*other) == id)
    return bad_id(text, "is another piece's, too", file);
  pieces[id] = text;
  ids[text] = static_cast<std::int64_t>(id);
  return {};
}

std::optional<std::int64_t> Vocabulary::find(const std::string &text) const {
  const auto found = ids.find(text);
  return found == ids.end() ? std::nullopt : std::optional(found->second);
}

Result<void> Vocabulary::take(std::vector<AddedToken> &added, const std::filesystem::path &file) {
  for (AddedToken &token : added) {
    if (token.id < 0)
      token.id = find(token.text).value_or(-1);
    else
      AFFECT_CHECK(place(token.text, static_cast<std::uint64_t>(token.id), file));
  }
  std::erase_if(added, [](const AddedToken &token) { return token.id < 0 || token.text.empty(); });
  return {};
}

Result<Vocabulary> read_vocabulary_lines(const std::filesystem::path &file) {
  AFFECT_TRY(content, read_tokenizer_text(file, 32u << 20));
  Vocabulary vocabulary;
  for (std::size_t begin = 0; begin < content.size();) {
    const std::size_t end = std::min(content.find('\n', begin), content.size());
    std::string line = content.substr(begin, end - begin);
    if (!line.empty() && line.back() == '\r')
      line.pop_back();
    vocabulary.ids[line] = static_cast<std::int64_t>(vocabulary.pieces.size());
    vocabulary.pieces.push_back(std::move(line));
    if (vocabulary.pieces.size() > static_cast<std::size_t>(most_pieces))
      return make_error(ErrorCode::too_large,
                        "A vocabulary of over a million pieces is not opened.", file);
    begin = end + 1;
  }
  return vocabulary;
}

} // namespace affect
