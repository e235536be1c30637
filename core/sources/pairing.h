#pragma once

#include "sources/post.h"

#include <filesystem>

namespace affect {

/// Which files make one post; the rules are here alone. Nothing is read but, where the name does
/// not decide, a file's first bytes.

/// The .txt of the same stem beside an image; empty where there is none.
std::filesystem::path text_beside(const std::filesystem::path &image);

/// What holds the words of a post that brings no text of its own: the .txt beside its image or the
/// transcript beside its clip; empty where there is none.
std::filesystem::path words_beside(const PostSource &source);

/// A post of an image, of a text file, or of both; its id is the stem.
PostSource image_post(std::filesystem::path image, std::filesystem::path text_file);

/// A post of a clip and the transcript beside it; its id is the stem.
PostSource clip_post(std::filesystem::path clip);

/// The post that one file belongs to, with what lies beside it, so that each of its files names the
/// same post. Errors: unsupported (no picture, clip or text; a transcript without its clip).
Result<PostSource> post_of_file(const std::filesystem::path &file);

/// For a picture in a format that is known but not read.
Error picture_not_read(const std::filesystem::path &file);

} // namespace affect
