#include "dataset/tumemo.h"

#include "dataset/id_posts.h"
#include "dataset/list_cells.h"
#include "dataset/text_csv.h"
#include "media/text_file.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace fs = std::filesystem;

namespace affect {
namespace {

constexpr std::array<std::string_view, 7> emotions{"angry", "bored", "calm", "fear",
                                                   "happy", "love",  "sad"};

std::optional<Polarity> polarity_of(std::string_view word) {
  std::string lower(word);
  for (char &c : lower)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  if (std::find(emotions.begin(), emotions.end(), lower) == emotions.end())
    return std::nullopt;
  return polarity_of_label(lower);
}

std::optional<std::pair<std::string, IdLabels>> labels_in(std::string_view line) {
  const std::size_t end = std::min(line.find_first_of("\t ,"), line.size());
  std::string_view rest = trimmed(line.substr(end));
  if (rest.starts_with(','))
    rest = trimmed(rest.substr(1));
  const auto polarity = polarity_of(rest);
  if (!polarity)
    return std::nullopt;
  return std::pair(std::string(line.substr(0, end)), IdLabels{polarity, {}, {}});
}

} // namespace

Result<LabelledSet> load_tumemo(const fs::path &root, const std::vector<std::string> &ids) {
  AFFECT_TRY(labels,
             read_id_list(root / "all_data_id_and_label.txt", labels_in,
                          "an id and an emotion (angry, bored, calm, fear, happy, love, sad)",
                          "TumEmo"));
  std::error_code ignored;
  const fs::path posts =
      fs::is_directory(root / "all_data", ignored) ? root / "all_data" : root / "data";
  return posts_by_id(labels, posts, {".jpg", ".jpeg", ".png", ".gif"}, ids);
}

} // namespace affect
