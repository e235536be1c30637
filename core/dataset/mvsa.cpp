#include "dataset/mvsa.h"

#include "dataset/text_csv.h"
#include "media/text_file.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace fs = std::filesystem;

namespace affect {
namespace {

constexpr std::uintmax_t max_list_bytes = 64u << 20;

struct Labels {
  Polarity text;
  Polarity image;
};

struct LabelFile {
  std::map<std::string, Labels> by_id;
  std::vector<std::string> order;
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos)
    return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(trimmed(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// "12<tab>neutral,positive"
std::optional<Labels> labels_of(std::string_view line, std::string &id) {
  const std::size_t tab = line.find_first_of("\t ");
  const std::size_t comma = line.find(',');
  if (tab == std::string_view::npos || comma == std::string_view::npos || comma < tab)
    return std::nullopt;
  const auto text = polarity_of_label(trimmed(line.substr(tab, comma - tab)));
  const auto image = polarity_of_label(trimmed(line.substr(comma + 1)));
  if (!text || !image)
    return std::nullopt;
  id = std::string(trimmed(line.substr(0, tab)));
  return Labels{*text, *image};
}

Result<LabelFile> read_labels(const fs::path &file) {
  AFFECT_TRY(content, load_text(file, max_list_bytes));
  LabelFile labels;
  bool header = true;
  for (std::string_view line : lines_of(content)) {
    if (line.empty())
      continue;
    std::string id;
    const std::optional<Labels> both = labels_of(line, id);
    if (!both && !header)
      return make_error(ErrorCode::bad_format,
                        "The line \"" + std::string(line.substr(0, 60)) +
                            "\" is not an id, a tab and the labels of text and image; mend the file.",
                        file);
    header = false;
    if (both && labels.by_id.emplace(id, *both).second)
      labels.order.push_back(id);
  }
  if (labels.order.empty())
    return make_error(ErrorCode::bad_format, "The file holds no labels; is this the folder of MVSA-Single?", file);
  return labels;
}

// An id becomes part of a path: it must not lead out of the data folder.
bool usable_as_name(std::string_view id) {
  return id.find_first_of("/\\") == std::string_view::npos && id != "." && id != "..";
}

Result<LabelledPost> post_of(const fs::path &root, const std::string &id, const LabelFile &labels) {
  const auto found = labels.by_id.find(id);
  if (found == labels.by_id.end())
    return make_error(ErrorCode::not_found, "There is no label for the id " + id + ".", root / "labelResultAll.txt");
  LabelledPost post;
  post.source.id = id;
  post.source.image = root / "data" / (id + ".jpg");
  post.source.text_file = root / "data" / (id + ".txt");
  for (const fs::path &part : {post.source.image, post.source.text_file}) {
    std::error_code ignored;
    if (!fs::is_regular_file(part, ignored))
      return make_error(ErrorCode::missing_pair, "The data set names this file but does not hold it.", part);
  }
  post.text = found->second.text;
  post.image = found->second.image;
  post.joint = mvsa_joint_label(found->second.text, found->second.image);
  return post;
}

} // namespace

std::optional<Polarity> mvsa_joint_label(Polarity text, Polarity image) {
  if (text == image || image == Polarity::neutral)
    return text;
  if (text == Polarity::neutral)
    return image;
  return std::nullopt;
}

Result<std::vector<std::string>> read_split(const fs::path &file) {
  AFFECT_TRY(content, load_text(file, max_list_bytes));
  std::vector<std::string> ids;
  for (std::string_view line : lines_of(content)) {
    if (line.empty())
      continue;
    if (!usable_as_name(line) || line.size() > 200)
      return make_error(ErrorCode::bad_format,
                        "The line \"" + std::string(line.substr(0, 60)) + "\" is not an id; give one id a line.", file);
    ids.emplace_back(line);
  }
  if (ids.empty())
    return make_error(ErrorCode::bad_format, "The file names no post; give one id a line.", file);
  return ids;
}

Result<LabelledSet> load_mvsa(const fs::path &root, const std::vector<std::string> &ids) {
  AFFECT_TRY(labels, read_labels(root / "labelResultAll.txt"));
  LabelledSet set;
  std::set<std::string> seen;
  for (const std::string &id : ids.empty() ? labels.order : ids) {
    if (!usable_as_name(id)) {
      set.errors.push_back(
          make_error(ErrorCode::bad_format, "The id \"" + id.substr(0, 60) + "\" cannot be a file's name.", root));
      continue;
    }
    if (!seen.insert(id).second) {
      set.errors.push_back(make_error(ErrorCode::bad_format, "The id " + id + " is named twice; it is used once."));
      continue;
    }
    Result<LabelledPost> post = post_of(root, id, labels);
    if (post.ok())
      set.posts.push_back(std::move(*post));
    else
      set.errors.push_back(post.error());
  }
  return set;
}

} // namespace affect
