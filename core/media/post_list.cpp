#include "media/post_list.h"

#include "base/csv.h"
#include "media/post_kind.h"
#include "media/text_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>

namespace fs = std::filesystem;

namespace affect {
namespace {

constexpr std::uintmax_t max_list_bytes = 256u << 20;

struct Row {
  std::size_t line = 0;
  std::string id;
  std::string image;
  std::optional<std::string> text; // empty optional: the list has no such column
};

std::string at_line(std::size_t line, const std::string &sentence) {
  return "Line " + std::to_string(line) + ": " + sentence;
}

// UTF-8 names of the list are paths as they are on this system.
fs::path resolve(const fs::path &list, const std::string &name) {
  const fs::path path(name);
  return path.is_absolute() ? path : list.parent_path() / path;
}

bool names_text(const fs::path &file) {
  const std::string extension = file.extension().string();
  return extension == ".txt" || extension == ".TXT";
}

void add_row(const fs::path &list, const Row &row, PostScan &scan) {
  PostSource source;
  if (!row.image.empty()) {
    const fs::path file = resolve(list, row.image);
    if (names_text(file))
      source.text_file = file;
    else if (kind_of(file) == FileKind::clip)
      source.clip = file;
    else
      source.image = file;
  }
  source.text = row.text;
  if (!source.image.empty() && !row.text)
    source.text_file = text_beside(source.image);
  if (!source.clip.empty() && !row.text)
    source.text_file = transcript_beside(source.clip);
  if (source.path().empty() && (!source.text || is_blank(*source.text))) {
    scan.errors.push_back(make_error(ErrorCode::missing_pair,
                                     at_line(row.line, "the row has neither an image nor a text; fill one in."), list));
    return;
  }
  source.id = row.id;
  if (source.id.empty())
    source.id =
        source.path().empty() ? list.stem().string() + ":" + std::to_string(row.line) : source.path().stem().string();
  scan.posts.push_back(std::move(source));
}

void read_csv(const fs::path &file, const std::string &content, PostScan &scan) {
  std::istringstream in(content);
  CsvReader reader(in);
  std::vector<std::string> cells;
  reader.next(cells);
  const int image = csv_column(cells, {"image", "file"}), text = csv_column(cells, {"text"});
  const int id = csv_column(cells, {"id"});
  if (image < 0 && text < 0) {
    scan.errors.push_back(make_error(
        ErrorCode::bad_format, "The list's first line must name the columns image and text (or one of them).", file));
    return;
  }
  const auto cell = [&](int column) {
    const auto index = static_cast<std::size_t>(column);
    return column >= 0 && index < cells.size() ? cells[index] : std::string();
  };
  while (reader.next(cells)) {
    if (is_empty_line(cells))
      continue;
    if (reader.unterminated()) {
      scan.errors.push_back(make_error(
          ErrorCode::bad_format, at_line(reader.line(), "a quoted cell has no closing quote; mend the list."), file));
      return;
    }
    Row row{reader.line(), cell(id), cell(image), std::nullopt};
    if (text >= 0)
      row.text = cell(text);
    add_row(file, row, scan);
  }
}

std::optional<std::string> string_of(const nlohmann::json &object, const char *key) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null())
    return std::nullopt;
  if (found->is_string())
    return found->get<std::string>();
  return found->is_number() ? std::optional(found->dump()) : std::nullopt;
}

void read_json_line(const fs::path &file, std::string_view text, std::size_t line, PostScan &scan) {
  const nlohmann::json object = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) {
    scan.errors.push_back(
        make_error(ErrorCode::bad_format,
                   at_line(line, "this is not a JSON object such as {\"image\": …, \"text\": …}; mend it."), file));
    return;
  }
  const auto image = string_of(object, "image");
  add_row(file,
          Row{line, string_of(object, "id").value_or(""), image ? *image : string_of(object, "file").value_or(""),
              string_of(object, "text")},
          scan);
}

void read_jsonl(const fs::path &file, std::string_view content, PostScan &scan) {
  for (std::size_t line = 1; !content.empty(); ++line) {
    const std::size_t end = std::min(content.find('\n'), content.size());
    const std::string_view one = content.substr(0, end);
    content.remove_prefix(std::min(end + 1, content.size()));
    if (!is_blank(one))
      read_json_line(file, one, line, scan);
  }
}

} // namespace

PostScan read_post_list(const fs::path &file) {
  PostScan scan;
  const Result<std::string> content = load_text(file, max_list_bytes);
  if (!content.ok()) {
    scan.errors.push_back(content.error());
    return scan;
  }
  const std::string extension = file.extension().string();
  if (extension == ".csv" || extension == ".CSV")
    read_csv(file, *content, scan);
  else
    read_jsonl(file, *content, scan);
  if (scan.posts.empty() && scan.errors.empty())
    scan.errors.push_back(make_error(ErrorCode::bad_format, "The list holds no rows.", file));
  return scan;
}

} // namespace affect
