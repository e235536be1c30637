#include "dataset/id_posts.h"

#include "dataset/list_cells.h"
#include "media/text_file.h"

#include <algorithm>
#include <set>

namespace fs = std::filesystem;

namespace affect {
namespace {

constexpr std::uintmax_t max_list_bytes = 256u << 20;

bool is_file(const fs::path &path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

fs::path picture_of(const fs::path &folder, const std::string &id,
                    const std::vector<std::string> &endings) {
  for (const std::string &ending : endings)
    if (fs::path file = folder / (id + ending); is_file(file))
      return file;
  return folder / (id + endings.front());
}

Result<LabelledPost> post_of(const IdList &labels, const fs::path &folder,
                             const std::vector<std::string> &endings, const std::string &id) {
  const auto found = labels.by_id.find(id);
  if (found == labels.by_id.end())
    return make_error(ErrorCode::not_found, "There is no label for the id " + id + ".",
                      labels.file);
  LabelledPost post;
  post.source.id = id;
  post.source.image = picture_of(folder, id, endings);
  post.source.text_file = folder / (id + ".txt");
  for (const fs::path &part : {post.source.image, post.source.text_file})
    if (!is_file(part))
      return make_error(ErrorCode::missing_pair,
                        "The data set names this file but does not hold it.", part);
  post.joint = found->second.joint;
  post.text = found->second.text;
  post.image = found->second.image;
  return post;
}

} // namespace

Result<IdList> read_id_list(const fs::path &file, IdLine read, const std::string &shape,
                            const std::string &set) {
  AFFECT_TRY(content, load_text(file, max_list_bytes));
  IdList labels;
  labels.file = file;
  bool header = true;
  for (std::string_view line : lines_of(content)) {
    if (line.empty())
      continue;
    const auto found = read(line);
    if (!found && !header)
      return make_error(ErrorCode::bad_format,
                        "The line \"" + std::string(line.substr(0, 60)) + "\" is not " + shape +
                            "; mend the file.",
                        file);
    header = false;
    if (found)
      labels.add(found->first, found->second);
  }
  if (labels.order.empty())
    return make_error(ErrorCode::bad_format,
                      "The file holds no labels; is this the folder of " + set + "?", file);
  return labels;
}

LabelledSet posts_by_id(const IdList &labels, const fs::path &folder,
                        const std::vector<std::string> &endings,
                        const std::vector<std::string> &ids) {
  LabelledSet set;
  std::set<std::string> seen;
  for (const std::string &id : ids.empty() ? labels.order : ids) {
    if (!usable_as_name(id)) {
      set.errors.push_back(
          make_error(ErrorCode::bad_format,
                     "The id \"" + id.substr(0, 60) + "\" cannot be a file's name.", labels.file));
      continue;
    }
    if (!seen.insert(id).second) {
      set.errors.push_back(
          make_error(ErrorCode::bad_format, "The id " + id + " is named twice; it is used once."));
      continue;
    }
    Result<LabelledPost> post = post_of(labels, folder, endings, id);
    if (post.ok())
      set.posts.push_back(std::move(*post));
    else
      set.errors.push_back(post.error());
  }
  return set;
}

} // namespace affect
