#pragma once

#include "base/cancel.h"
#include "sources/folder_names.h"
#include "sources/name_patterns.h"
#include "sources/post_reader.h"

#include <set>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace affect {

/// Folders by device and inode, so that a folder is known again by whichever path it is reached.
using VisitedFolders = std::set<std::pair<dev_t, ino_t>>;

/// A folder and those below it: images and clips paired with the text or transcript of the same
/// stem, .txt without either alone, all in the order of their paths. In memory are the names of the
/// folder it is in and of those above it. Links to folders are followed; what is in `visited` is
/// not entered again. A folder that cannot be read is an error among the posts; so is one that
/// holds no posts at all, unless patterns may have taken them.
class FolderReader : public PostReader {
public:
  /// `patterns` and `visited` outlive the reader.
  FolderReader(const std::filesystem::path &folder, const NamePatterns &patterns,
               VisitedFolders &visited, CancelToken cancel, bool recursive = true);
  std::optional<FoundPost> next() override;

private:
  struct Level {
    std::filesystem::path folder;
    std::string below;
    FolderNames names;
    std::size_t next = 0;
  };
  std::optional<FoundPost> enter(const std::filesystem::path &folder, const std::string &below);
  std::optional<FoundPost> visit(const Level &level, std::size_t i);
  std::optional<FoundPost> visit_file(const Level &level, const std::filesystem::path &file,
                                      const std::string &below);
  std::optional<FoundPost> advance();

  const std::filesystem::path root_;
  const NamePatterns &patterns_;
  VisitedFolders &visited_;
  const CancelToken cancel_;
  const bool recursive_;
  std::vector<Level> levels_; ///< from the root down to where it is
  bool entered_ = false, found_ = false, started_ = false;
};

} // namespace affect
