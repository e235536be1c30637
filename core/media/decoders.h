#pragma once

#include "media/image.h"

#include <cstdint>
#include <span>

/// One function for each format. `info` is what parse_image_header returned for the same bytes, its
/// size already checked against the limits; a decoder that finds another size refuses. None applies
/// the orientation. Errors: bad_format, unsupported.
namespace affect::decoders {

Result<Image> jpeg(std::span<const std::uint8_t> bytes, const ImageInfo &info); ///< libjpeg-turbo
Result<Image> png(std::span<const std::uint8_t> bytes, const ImageInfo &info);  ///< libpng
Result<Image> webp(std::span<const std::uint8_t> bytes,
                   const ImageInfo &info); ///< libwebp; first frame of an animation
Result<Image> gif(std::span<const std::uint8_t> bytes,
                  const ImageInfo &info); ///< giflib; first frame
Result<Image> bmp(std::span<const std::uint8_t> bytes, const ImageInfo &info); ///< OpenCV

/// What the header states, as the library itself reads it; no pixel is decoded. The orientation of
/// a JPEG is that of its last EXIF block. Errors: as parse_image_header.
Result<ImageInfo> jpeg_header(std::span<const std::uint8_t> bytes); ///< libjpeg-turbo
Result<ImageInfo> gif_header(std::span<const std::uint8_t> bytes);  ///< giflib

/// The size as an ImageInfo, or bad_format where no picture can have it.
Result<ImageInfo> checked_info(const char *format, std::int64_t width, std::int64_t height,
                               int orientation = 1);

/// The error for a header that ends early or contradicts itself.
Error damaged_header(const char *format);

/// An image of the size `info` states, all white.
Image white_image(const ImageInfo &info);

/// Lays width * height * 4 bytes of RGBA (straight alpha) over white.
Image over_white(std::span<const std::uint8_t> rgba, int width, int height);

/// The error of every decoder for a file that ends early or contradicts itself.
Error broken(const char *format, const std::string &detail = {});

} // namespace affect::decoders
