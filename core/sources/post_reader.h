#pragma once

#include "sources/post.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace affect {

/// One post of a source, or why it could not become one.
struct FoundPost {
  std::string key;   ///< names it within a run, see ScanItem
  std::string below; ///< its path below the input, or its list's name, ":" and the line
  PostSource source;
  std::optional<Error> error; ///< `source` is then empty
};

/// The posts of one source, one after another: of a file, a folder or a list. Only the reader knows
/// how its source stores posts; the scanner goes through the readers in order.
class PostReader {
public:
  virtual ~PostReader() = default;
  /// The next post; none at the end, and soon after a cancellation. In memory is what this one post
  /// needs, and of a folder the names.
  virtual std::optional<FoundPost> next() = 0;
};

} // namespace affect
