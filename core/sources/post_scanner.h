#pragma once

#include "sources/folder_reader.h"
#include "sources/scan.h"

#include <memory>

namespace affect {

/// The one way to the posts of files, folders and lists: opening in the window, batches and data
/// sets take one post after another from it, in the order of the inputs, and only as many as they
/// need. See scan() for what it finds and what it keeps in memory.
class PostScanner {
public:
  explicit PostScanner(std::vector<std::filesystem::path> inputs, const ScanOptions &options = {},
                       CancelToken cancel = {}, bool recursive = true);

  /// The next post or error; none at the end, and soon after a cancellation.
  std::optional<ScanItem> next();

private:
  std::unique_ptr<PostReader> open(const std::filesystem::path &input);

  const std::vector<std::filesystem::path> inputs_;
  const NamePatterns patterns_;
  const Shard shard_;
  const CancelToken cancel_;
  const bool recursive_;
  VisitedFolders visited_;
  std::size_t next_input_ = 0;
  std::unique_ptr<PostReader> reader_;
  std::uint64_t place_ = 0;
};

} // namespace affect
