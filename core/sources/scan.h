#pragma once

#include "base/cancel.h"
#include "base/error.h"
#include "sources/post.h"
#include "sources/shard.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace affect {

struct ScanOptions {
  /// Shell patterns (* ? [ ]) over what names a post: its path below the input where the pattern
  /// has a slash (* then also stands for slashes), else its file's name. With `include`, only what
  /// fits one of them; never what fits one of `exclude`; a folder that fits one of those is not
  /// entered.
  std::vector<std::string> include, exclude;
  Shard shard;
  bool operator==(const ScanOptions &) const = default;
};

/// What a scan finds: a post, or something that cannot become one.
struct ScanItem {
  /// Names it within a run, any bytes: the path, or of a list's row the list's path, a NUL and the
  /// line.
  std::string key;
  std::uint64_t place = 0; ///< how many came before it, those of other shards among them
  PostSource source;
  std::optional<Error> error; ///< why it cannot become a post; `source` is then empty
};

/// Takes an item; false ends the scan. It may take its time: the scan waits for it.
using ScanVisitor = std::function<bool(ScanItem)>;

/// Walks files, folders and lists in the order given and hands over one item after another, in the
/// order and with the pairs of scan_posts(). In memory are the names of the folder it is in and of
/// those above it, about 30 bytes a file: a flat folder of a million files is read (30 MB, a second
/// or two) before its first post comes, a tree of a million files starts at once. Lists are read
/// line by line. Links to folders are followed; a folder that was walked already, by whatever way,
/// is not walked again, so loops end. Whatever cannot be read is an item with an error; a folder or
/// list without posts is one, too, unless patterns or other shards may have taken them.
void scan(const std::vector<std::filesystem::path> &inputs, const ScanOptions &options,
          const ScanVisitor &visit, const CancelToken &cancel = {});

} // namespace affect
