#pragma once

#include "base/result.h"
#include "dataset/labelled_post.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// For data sets whose posts are a picture and a text named by an id; what MVSA and TumEmo share.
namespace affect {

struct IdLabels {
  std::optional<Polarity> joint, text, image;
};

/// The labels that a file gives to ids.
struct IdList {
  std::filesystem::path file; ///< for messages
  std::map<std::string, IdLabels> by_id;
  std::vector<std::string> order; ///< of the file

  /// The first of several labels of an id counts.
  void add(const std::string &id, const IdLabels &labels) {
    if (by_id.emplace(id, labels).second)
      order.push_back(id);
  }
};

/// What a line says of an id; nothing where it is none of the list's.
using IdLine = std::optional<std::pair<std::string, IdLabels>> (*)(std::string_view line);

/// Reads a list line by line; the first line may be a header. Errors: those of load_text();
/// bad_format (a line that is not `shape`, or none that is; `set` names the data set to the user).
Result<IdList> read_id_list(const std::filesystem::path &file, IdLine read,
                            const std::string &shape, const std::string &set);

/// Posts whose parts stand in `folder`, ID.txt and ID with one of the pictures' endings; in the
/// order of `ids`, or of the list where there are none. An id without label, picture or text, named
/// twice, or that cannot be a file's name (list_cells.h) is an error of the set.
LabelledSet posts_by_id(const IdList &labels, const std::filesystem::path &folder,
                        const std::vector<std::string> &endings,
                        const std::vector<std::string> &ids);

} // namespace affect
