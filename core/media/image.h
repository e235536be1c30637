#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace affect {

/// A decoded picture: 8-bit RGB, rows top to bottom, no padding; EXIF orientation already applied.
struct Image {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb; ///< width * height * 3 bytes
};

/// Bounds that are checked from the header, before a pixel is decoded.
struct ImageLimits {
  std::int64_t max_pixels = 100'000'000;        ///< width * height
  int max_side = 20'000;                        ///< either side
  std::uintmax_t max_file_bytes = 256ull << 20; ///< size on disk
};

/// Size and kind as the header states them.
struct ImageInfo {
  int width = 0; ///< as stored, before orientation
  int height = 0;
  int orientation = 1; ///< EXIF, 1 … 8
  std::string format;  ///< "jpeg", "png", "webp", "bmp", "gif"
};

/// Reads the header only. Errors: not_found, unreadable, bad_format, unsupported.
Result<ImageInfo> probe_image(const std::filesystem::path &file);

/// Decodes JPEG, PNG, WebP, BMP or a GIF's first frame; transparency is laid over white; 16-bit is
/// brought to 8. Errors: not_found, unreadable, bad_format, too_large, unsupported.
Result<Image> load_image(const std::filesystem::path &file, const ImageLimits &limits = {});

/// The same from bytes in memory (a pasted or dropped picture). Errors name no file.
Result<Image> decode_image(std::span<const std::uint8_t> bytes, const ImageLimits &limits = {});

} // namespace affect
