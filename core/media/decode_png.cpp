#include "media/decoders.h"
#include "media/image_header.h"

#include <png.h>

#include <vector>

namespace affect::decoders {

// libpng's simplified interface: palettes, grey, 16 bits, interlacing and colour space all become
// 8-bit sRGB.
Result<Image> png(std::span<const std::uint8_t> bytes, const ImageInfo &info) {
  if (!png_is_complete(bytes))
    return broken("PNG", "the file ends early");
  png_image header{};
  header.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&header, bytes.data(), bytes.size()))
    return broken("PNG", header.message);
  if (static_cast<int>(header.width) != info.width ||
      static_cast<int>(header.height) != info.height) {
    png_image_free(&header);
    return broken("PNG");
  }
  // Without a gAMA chunk libpng takes 16 bits for linear light; in pictures of the web they are
  // sRGB.
  header.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  const bool transparent = header.format & PNG_FORMAT_FLAG_ALPHA;
  header.format = transparent ? PNG_FORMAT_RGBA : PNG_FORMAT_RGB;
  std::vector<std::uint8_t> pixels(PNG_IMAGE_SIZE(header));
  if (!png_image_finish_read(&header, nullptr, pixels.data(), 0, nullptr)) {
    png_image_free(&header);
    return broken("PNG", header.message);
  }
  if (transparent)
    return over_white(pixels, info.width, info.height);
  return Image{info.width, info.height, std::move(pixels)};
}

} // namespace affect::decoders
