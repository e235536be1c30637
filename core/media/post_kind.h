#pragma once

#include <filesystem>
#include <initializer_list>

namespace affect {

/// What a scan for posts takes a file for. Decided by its name, except GIF and WebP, which may be
/// animated, and .ts, which is also TypeScript's ending: these by their first bytes.
enum class FileKind { image, clip, text, transcript, list, other_picture, other };

FileKind kind_of(const std::filesystem::path &file);

/// The file beside `file` with the same stem and one of the extensions, in either case; empty where
/// none is.
std::filesystem::path beside(const std::filesystem::path &file,
                             std::initializer_list<const char *> extensions);

/// The image or clip with the same stem beside a text; empty where there is none.
std::filesystem::path picture_beside(const std::filesystem::path &text);

} // namespace affect
