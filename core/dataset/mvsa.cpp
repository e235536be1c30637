#include "dataset/mvsa.h"

#include "dataset/id_posts.h"
#include "dataset/list_cells.h"
#include "dataset/text_csv.h"
#include "media/text_file.h"

#include <algorithm>
#include <string_view>

namespace fs = std::filesystem;

namespace affect {
namespace {

constexpr std::uintmax_t max_list_bytes = 64u << 20;
constexpr const char *label_file = "labelResultAll.txt";

struct Pair {
  Polarity text;
  Polarity image;
};

// "neutral,positive"
std::optional<Pair> pair_of(std::string_view words) {
  const std::size_t comma = words.find(',');
  if (comma == std::string_view::npos)
    return std::nullopt;
  const auto text = polarity_of_label(trimmed(words.substr(0, comma)));
  const auto image = polarity_of_label(trimmed(words.substr(comma + 1)));
  return text && image ? std::optional(Pair{*text, *image}) : std::nullopt;
}

// The labels that the rest of a line, behind the id, gives.
std::optional<IdLabels> labels_of_one(std::string_view rest) {
  const auto pair = pair_of(rest);
  if (!pair)
    return std::nullopt;
  return IdLabels{mvsa_joint_label(pair->text, pair->image), pair->text, pair->image};
}

std::optional<IdLabels> labels_of_three(std::string_view rest) {
  std::array<Polarity, 3> text{}, image{};
  for (std::size_t i = 0; i < 3; ++i) {
    rest = trimmed(rest);
    const std::size_t end = std::min(rest.find_first_of("\t "), rest.size());
    const auto pair = pair_of(rest.substr(0, end));
    if (!pair)
      return std::nullopt;
    text[i] = pair->text;
    image[i] = pair->image;
    rest.remove_prefix(end);
  }
  if (!trimmed(rest).empty())
    return std::nullopt;
  IdLabels labels{{}, majority_of_three(text), majority_of_three(image)};
  if (labels.text && labels.image)
    labels.joint = mvsa_joint_label(*labels.text, *labels.image);
  return labels;
}

// "12<tab>neutral,positive" and the like.
template <std::optional<IdLabels> (*read)(std::string_view)>
std::optional<std::pair<std::string, IdLabels>> labels_in(std::string_view line) {
  const std::size_t tab = line.find_first_of("\t ,");
  if (tab == std::string_view::npos || line[tab] == ',')
    return std::nullopt;
  const auto labels = read(line.substr(tab));
  if (!labels)
    return std::nullopt;
  return std::pair(std::string(line.substr(0, tab)), *labels);
}

} // namespace

std::optional<Polarity> mvsa_joint_label(Polarity text, Polarity image) {
  if (text == image || image == Polarity::neutral)
    return text;
  if (text == Polarity::neutral)
    return image;
  return std::nullopt;
}

std::optional<Polarity> majority_of_three(const std::array<Polarity, 3> &said) {
  if (said[0] == said[1] || said[0] == said[2])
    return said[0];
  return said[1] == said[2] ? std::optional(said[1]) : std::nullopt;
}

Result<std::vector<std::string>> read_split(const fs::path &file) {
  AFFECT_TRY(content, load_text(file, max_list_bytes));
  std::vector<std::string> ids;
  for (std::string_view line : lines_of(content)) {
    if (line.empty())
      continue;
    if (!usable_as_name(line))
      return make_error(ErrorCode::bad_format,
                        "The line \"" + std::string(line.substr(0, 60)) +
                            "\" is not an id; give one id a line.",
                        file);
    ids.emplace_back(line);
  }
  if (ids.empty())
    return make_error(ErrorCode::bad_format, "The file names no post; give one id a line.", file);
  return ids;
}

Result<LabelledSet> load_mvsa(const fs::path &root, const std::vector<std::string> &ids) {
  AFFECT_TRY(labels, read_id_list(root / label_file, labels_in<labels_of_one>,
                                  "an id, a tab and the labels of text and image", "MVSA-Single"));
  return posts_by_id(labels, root / "data", {".jpg"}, ids);
}

Result<LabelledSet> load_mvsa_multiple(const fs::path &root, const std::vector<std::string> &ids) {
  AFFECT_TRY(labels,
             read_id_list(root / label_file, labels_in<labels_of_three>,
                          "an id and, behind tabs, three times the labels of text and image",
                          "MVSA-Multiple"));
  return posts_by_id(labels, root / "data", {".jpg"}, ids);
}

} // namespace affect
