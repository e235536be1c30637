#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "media/image.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace affect {

/// Where a post's parts are; nothing is read yet.
struct PostSource {
  std::string id;                  ///< stem of the file or row of the list; for the user
  std::filesystem::path image;     ///< empty: no image
  std::filesystem::path text_file; ///< empty: no text file
  std::optional<std::string> text; ///< typed, pasted or from a list; goes before text_file

  /// The path that names the post in reports: the image's, else the text's.
  const std::filesystem::path &path() const { return image.empty() ? text_file : image; }
};

/// A post in memory. Either part may be missing, not both.
struct Post {
  PostSource source;
  std::shared_ptr<const Image> image; ///< null: missing
  std::optional<std::string> text;    ///< UTF-8; empty optional: missing
};

/// What a path held: posts, and the files that could not become one (each with its reason).
struct PostScan {
  std::vector<PostSource> posts;
  std::vector<Error> errors;
};

/// One file (image, text, .csv or .jsonl list with columns image,text) or a folder (images paired with the .txt of the
/// same stem; texts without an image stand alone), sorted by name. Folders are searched recursively where asked.
/// An image without a text beside it is a post with its text missing; the reverse likewise. A single image or .txt brings
/// what lies beside it along, so that either names the same post. See post_list.h for lists.
/// A cancelled search ends soon with what it has; the caller drops that.
PostScan scan_posts(const std::filesystem::path &path, bool recursive = true, const CancelToken &cancel = {});

/// Reads the parts. A part that cannot be read is an error of the whole post, for a reading without it would mislead.
/// A whitespace-only text counts as missing. Errors: as load_image and load_text; missing_pair where both are missing.
Result<Post> load_post(const PostSource &source, const ImageLimits &limits = {});

} // namespace affect
