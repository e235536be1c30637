#pragma once

#include "media/image.h"

#include <cstdint>
#include <span>

/// One function a format. `info` is what parse_image_header said of the same bytes, its size
/// already found within limits; a decoder that meets another size refuses. None applies the
/// orientation. Errors: bad_format, unsupported.
namespace affect::decoders {

Result<Image> jpeg(std::span<const std::uint8_t> bytes, const ImageInfo &info); ///< libjpeg-turbo
Result<Image> png(std::span<const std::uint8_t> bytes, const ImageInfo &info);  ///< libpng
Result<Image> webp(std::span<const std::uint8_t> bytes,
                   const ImageInfo &info); ///< libwebp; first frame of an animation
Result<Image> gif(std::span<const std::uint8_t> bytes,
                  const ImageInfo &info); ///< giflib; first frame
Result<Image> bmp(std::span<const std::uint8_t> bytes, const ImageInfo &info); ///< OpenCV

/// An image of the size `info` states, all white.
Image white_image(const ImageInfo &info);

/// Lays width * height * 4 bytes of RGBA (straight alpha) over white.
Image over_white(std::span<const std::uint8_t> rgba, int width, int height);

/// The error of every decoder for a file that ends early or contradicts itself.
Error broken(const char *format, const std::string &detail = {});

} // namespace affect::decoders
