#pragma once

#include "media/post.h"

#include <filesystem>

namespace affect {

/// Reads a .csv (RFC 4180, header) or JSON Lines list with the columns or keys image (or file), text and, if wanted,
/// id. Relative paths are relative to the list's folder; a `file` that ends in .txt is a text, either may be a clip.
/// Where the list has no text column, the .txt of the same stem beside the image is taken, or the transcript beside the
/// clip. A bad row is an error that names its line; the others go on. At most 256 MB.
PostScan read_post_list(const std::filesystem::path &file);

/// The .txt of the same stem beside an image; empty where there is none.
std::filesystem::path text_beside(const std::filesystem::path &image);

} // namespace affect
