#pragma once

#include "sources/post.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace affect {

/// Reads a .csv (RFC 4180, header) or JSON Lines list row by row, with the columns or keys image
/// (or file), text and, if wanted, id. Relative paths are relative to the list's folder; a `file`
/// that ends in .txt is a text, either may be a clip. Where the list has no text column, the .txt
/// of the same stem beside the image is taken, or the transcript beside the clip. A bad row is an
/// error that names its line; the others go on.
///
/// A list of any length, in the memory of its longest row, where it is UTF-8; of another encoding
/// at most 256 MB.
class PostListReader {
public:
  struct Row {
    std::size_t line = 0; ///< where it begins, from 1; 0: about the list as a whole
    PostSource source;
    std::optional<Error> error; ///< of this row; `source` is then empty
  };

  /// Never fails: a list that cannot be read has one row, its error.
  explicit PostListReader(const std::filesystem::path &file);
  ~PostListReader();
  PostListReader(PostListReader &&) noexcept;
  PostListReader &operator=(PostListReader &&) noexcept;

  /// The next row; none at the end.
  std::optional<Row> next();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace affect
