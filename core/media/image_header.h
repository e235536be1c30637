#pragma once

#include "media/image.h"

#include <cstdint>
#include <span>

namespace affect {

/// What the header of a JPEG, PNG, WebP, BMP or GIF states; no pixel is decoded.
/// GIF: size of the canvas, widened to the first frame where that is larger.
/// Errors: bad_format (also where `bytes` end inside the header), unsupported (another picture
/// format).
Result<ImageInfo> parse_image_header(std::span<const std::uint8_t> bytes);

/// Orientation tag (0x0112) of a TIFF block as EXIF stores it, 1 … 8; 1 where absent or out of
/// range. Source: Exif 2.32, section 4.6.4.
int exif_orientation(std::span<const std::uint8_t> tiff);

/// Whether every chunk of a PNG up to IEND is there.
bool png_is_complete(std::span<const std::uint8_t> bytes);

} // namespace affect
