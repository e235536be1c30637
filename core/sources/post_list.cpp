#include "sources/post_list.h"

#include "base/csv.h"
#include "media/file_bytes.h"
#include "media/post_kind.h"
#include "media/text_encoding.h"
#include "media/text_file.h"
#include "sources/pairing.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace fs = std::filesystem;

namespace affect {
namespace {

constexpr std::uintmax_t max_list_bytes = 256u << 20; ///< of a list that is read as a whole
constexpr std::size_t sampled_bytes =
    1u << 20; ///< bytes that decide about the encoding of a longer one
constexpr std::size_t max_row_bytes = 4u << 20;

using Row = PostListReader::Row;

struct Cells {
  std::size_t line = 0;
  std::string id;
  std::string image;
  std::optional<std::string> text; // empty optional: the list has no such column
};

std::string at_line(std::size_t line, const std::string &sentence) {
  return "Line " + std::to_string(line) + ": " + sentence;
}

Row failed(const fs::path &list, std::size_t line, ErrorCode code, const std::string &sentence) {
  return {line, {}, make_error(code, line > 0 ? at_line(line, sentence) : sentence, list)};
}

// UTF-8 names of the list are paths as they are on this system.
fs::path resolve(const fs::path &list, const std::string &name) {
  const fs::path path(
      name.find('\0') == std::string::npos ? name : decode_text(name)); // no path holds a NUL
  return path.is_absolute() ? path : list.parent_path() / path;
}

bool names_text(const fs::path &file) {
  const std::string extension = file.extension().string();
  return extension == ".txt" || extension == ".TXT";
}

Row row_of(const fs::path &list, const Cells &cells) {
  Row row{cells.line, {}, std::nullopt};
  PostSource &source = row.source;
  if (!cells.image.empty()) {
    const fs::path file = resolve(list, cells.image);
    if (names_text(file))
      source.text_file = file;
    else if (kind_of(file) == FileKind::clip)
      source.clip = file;
    else
      source.image = file;
  }
  source.text = cells.text;
  if (!cells.text && source.text_file.empty())
    source.text_file = words_beside(source);
  if (source.path().empty() && (!source.text || is_blank(*source.text)))
    return failed(list, cells.line, ErrorCode::missing_pair,
                  "the row has neither an image nor a text; fill one in.");
  source.id = cells.id;
  if (source.id.empty())
    source.id = source.path().empty() ? list.stem().string() + ":" + std::to_string(cells.line)
                                      : source.path().stem().string();
  return row;
}

std::optional<std::string> string_of(const nlohmann::json &object, const char *key) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null())
    return std::nullopt;
  if (found->is_string())
    return found->get<std::string>();
  return found->is_number() ? std::optional(found->dump()) : std::nullopt;
}

// The list as bytes of UTF-8: a short one decoded as a whole, a long one as it is where its
// beginning is UTF-8.
Result<std::unique_ptr<std::istream>> open_list(const fs::path &file) {
  AFFECT_TRY(start, read_file_start(file, sampled_bytes));
  if (start.size() == sampled_bytes) {
    std::string_view lines(reinterpret_cast<const char *>(start.data()), start.size());
    lines = lines.substr(0, lines.rfind('\n') + 1);
    if (guess_encoding(lines) == TextEncoding::utf8) {
      auto stream = std::make_unique<std::ifstream>(file, std::ios::binary);
      if (!*stream)
        return make_error(ErrorCode::unreadable,
                          "The file cannot be opened; check its permissions.", file);
      return std::unique_ptr<std::istream>(std::move(stream));
    }
  }
  AFFECT_TRY(content, load_text(file, max_list_bytes));
  return std::unique_ptr<std::istream>(std::make_unique<std::istringstream>(std::move(content)));
}

// std::getline without a bound would take a file of one line into memory.
bool read_line(std::istream &in, std::string &line, bool &too_long) {
  line.clear();
  std::streambuf *bytes = in.rdbuf();
  constexpr int end = std::char_traits<char>::eof();
  int c = bytes->sbumpc();
  if (c == end)
    return false;
  for (; c != end && c != '\n'; c = bytes->sbumpc())
    if (line.size() < max_row_bytes)
      line += static_cast<char>(c);
    else
      too_long = true;
  return true;
}

} // namespace

struct PostListReader::Impl {
  fs::path file;
  std::unique_ptr<std::istream> in;
  std::optional<Row> pending; // comes next: what is wrong with the list as a whole
  bool is_csv = false, any_row = false, ended = false;
  std::optional<CsvReader> csv;
  int image = -1, text = -1, id = -1; // columns
  std::vector<std::string> cells;
  std::size_t line = 0;

  explicit Impl(const fs::path &list) : file(list) {
    auto opened = open_list(file);
    if (!opened.ok()) {
      pending = Row{0, {}, opened.error()};
      return;
    }
    in = std::move(*opened);
    const std::string extension = file.extension().string();
    is_csv = extension == ".csv" || extension == ".CSV";
    if (is_csv)
      read_header();
  }

  void read_header() {
    csv.emplace(*in, max_row_bytes);
    csv->next(cells);
    image = csv_column(cells, {"image", "file"}), text = csv_column(cells, {"text"}),
    id = csv_column(cells, {"id"});
    if (image >= 0 || text >= 0)
      return;
    in.reset();
    pending =
        failed(file, 0, ErrorCode::bad_format,
               "The list's first line must name the columns image and text (or one of them).");
  }

  std::optional<Row> next_of_csv() {
    const auto cell = [&](int column) {
      const auto index = static_cast<std::size_t>(column);
      return column >= 0 && index < cells.size() ? cells[index] : std::string();
    };
    while (csv->next(cells)) {
      if (is_empty_line(cells))
        continue;
      if (csv->unterminated()) {
        ended = true;
        return failed(file, csv->line(), ErrorCode::bad_format,
                      "a quoted cell has no closing quote; mend the list.");
      }
      if (csv->too_long())
        return failed(file, csv->line(), ErrorCode::too_large,
                      "the row is longer than 4 MB; shorten it.");
      Cells row{csv->line(), cell(id), cell(image), std::nullopt};
      if (text >= 0)
        row.text = cell(text);
      return row_of(file, row);
    }
    return std::nullopt;
  }

  std::optional<Row> next_of_jsonl() {
    std::string one;
    for (bool too_long = false; read_line(*in, one, too_long); too_long = false) {
      ++line;
      if (too_long)
        return failed(file, line, ErrorCode::too_large, "the row is longer than 4 MB; shorten it.");
      if (line == 1 && one.starts_with("\xEF\xBB\xBF"))
        one.erase(0, 3);
      if (is_blank(one))
        continue;
      const nlohmann::json object = nlohmann::json::parse(one, nullptr, /*allow_exceptions=*/false);
      if (!object.is_object())
        return failed(file, line, ErrorCode::bad_format,
                      "this is not a JSON object such as {\"image\": …, \"text\": …}; mend it.");
      const auto picture = string_of(object, "image");
      return row_of(file, Cells{line, string_of(object, "id").value_or(""),
                                picture ? *picture : string_of(object, "file").value_or(""),
                                string_of(object, "text")});
    }
    return std::nullopt;
  }

  std::optional<Row> next() {
    std::optional<Row> row;
    if (pending)
      row = std::exchange(pending, std::nullopt);
    else if (in && !ended)
      row = is_csv ? next_of_csv() : next_of_jsonl();
    if (!row && !any_row)
      row = failed(file, 0, ErrorCode::bad_format, "The list holds no rows.");
    any_row = true;
    return row;
  }
};

PostListReader::PostListReader(const fs::path &file) : impl_(std::make_unique<Impl>(file)) {}
PostListReader::~PostListReader() = default;
PostListReader::PostListReader(PostListReader &&) noexcept = default;
PostListReader &PostListReader::operator=(PostListReader &&) noexcept = default;

std::optional<PostListReader::Row> PostListReader::next() { return impl_->next(); }

} // namespace affect
