#pragma once

#include "base/result.h"

#include <filesystem>

namespace affect {

/// Whether a clip ends where its outermost structure says: boxes of MP4/MOV, the segment of
/// Matroska, the RIFF chunk of AVI, WAV and WebP, the trailer of GIF. Decoders would play a file
/// that is cut off up to the cut and report nothing. Formats that state no length, and files that
/// are still being written (length 0 or "unknown"), pass. Errors: not_found, unreadable, bad_format
/// (empty or cut off).
Result<void> check_container(const std::filesystem::path &file);

/// Whether a GIF or WebP file has more than one frame; false for anything else and for what cannot
/// be read.
bool is_animation(const std::filesystem::path &file);

} // namespace affect
