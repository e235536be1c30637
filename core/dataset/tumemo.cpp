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

constexpr std::uintmax_t max_list_bytes = 256u << 20;

constexpr std::array<std::string_view, 7> emotions{"angry", "bored", "calm", "fear", "happy", "love", "sad"};

std::optional<Polarity> polarity_of(std::string_view word) {
  std::string lower(word);
  for (char &c : lower)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  if (std::find(emotions.begin(), emotions.end(), lower) == emotions.end())
    return std::nullopt;
  return polarity_of_label(lower);
}

Result<IdList> read_labels(const fs::path &file) {
  AFFECT_TRY(content, load_text(file, max_list_bytes));
  IdList labels;
  labels.file = file;
  bool header = true;
  for (std::string_view line : lines_of(content)) {
    if (line.empty())
      continue;
    const std::size_t end = std::min(line.find_first_of("\t ,"), line.size());
    std::string_view rest = trimmed(line.substr(end));
    if (rest.starts_with(','))
      rest = trimmed(rest.substr(1));
    const auto polarity = polarity_of(rest);
    if (!polarity && !header)
      return make_error(ErrorCode::bad_format,
                        "The line \"" + std::string(line.substr(0, 60)) +
                            "\" is not an id and an emotion (angry, bored, calm, fear, happy, love, sad); mend the "
                            "file.",
                        file);
    header = false;
    if (polarity)
      labels.add(std::string(line.substr(0, end)), {polarity, {}, {}});
  }
  if (labels.order.empty())
    return make_error(ErrorCode::bad_format, "The file holds no labels; is this the folder of TumEmo?", file);
  return labels;
}

} // namespace

Result<LabelledSet> load_tumemo(const fs::path &root, const std::vector<std::string> &ids) {
  AFFECT_TRY(labels, read_labels(root / "all_data_id_and_label.txt"));
  std::error_code ignored;
  const fs::path posts = fs::is_directory(root / "all_data", ignored) ? root / "all_data" : root / "data";
  return posts_by_id(labels, posts, {".jpg", ".jpeg", ".png", ".gif"}, ids);
}

} // namespace affect
