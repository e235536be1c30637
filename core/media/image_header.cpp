#include "media/image_header.h"

#include "media/byte_view.h"

#include <webp/decode.h>

#include <cstring>
#include <limits>

namespace affect {
namespace {

Error damaged(const char *format) {
  return make_error(ErrorCode::bad_format,
                    std::string("The ") + format +
                        " picture's header is cut off or damaged; get the file again.");
}

Result<ImageInfo> sized(const char *format, std::int64_t width, std::int64_t height,
                        int orientation = 1) {
  if (width <= 0 || height <= 0 || width > std::numeric_limits<int>::max() ||
      height > std::numeric_limits<int>::max())
    return make_error(
        ErrorCode::bad_format,
        "The picture's header states an impossible size; the file is damaged, get it again.");
  return ImageInfo{static_cast<int>(width), static_cast<int>(height), orientation, format};
}

bool is_frame_header(std::uint8_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// Source: ITU-T T.81, annex B.
Result<ImageInfo> jpeg_header(const ByteView &in) {
  int orientation = 1;
  for (std::size_t at = 2; in.has(at, 4);) {
    if (in.u8(at) != 0xFF) { // some writers leave bytes between segments; decoders skip them
      ++at;
      continue;
    }
    const std::uint8_t marker = in.u8(at + 1);
    if (marker == 0xFF || marker == 0x00) {
      ++at;
      continue;
    }
    if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
      at += 2;
      continue;
    }
    if (marker == 0xD9 || marker == 0xDA)
      break; // image data before a frame header
    const std::size_t length = in.be16(at + 2);
    if (length < 2)
      break;
    if (is_frame_header(marker)) {
      if (!in.has(at, 9))
        break;
      return sized("jpeg", in.be16(at + 7), in.be16(at + 5), orientation);
    }
    if (marker == 0xE1 && in.matches(at + 4, std::string_view("Exif\0\0", 6)) && length > 8)
      orientation = exif_orientation(in.part(at + 10, length - 8));
    at += 2 + length;
  }
  return damaged("JPEG");
}

// Source: PNG specification (W3C), sections 5 and 11.
Result<ImageInfo> png_header(const ByteView &in) {
  if (!in.has(8, 25) || !in.matches(12, "IHDR"))
    return damaged("PNG");
  int orientation = 1;
  for (std::size_t at = 8; in.has(at, 12);) {
    const std::size_t length = in.be32(at);
    if (in.matches(at + 4, "IEND"))
      break;
    if (in.matches(at + 4, "eXIf"))
      orientation = exif_orientation(in.part(at + 8, length));
    at += 12 + length;
  }
  return sized("png", in.be32(16), in.be32(20), orientation);
}

// Source: WebP container specification (RIFF), "Extended File Format".
int webp_orientation(const ByteView &in) {
  for (std::size_t at = 12; in.has(at, 8);) {
    const std::size_t length = in.le32(at + 4);
    if (in.matches(at, "EXIF")) {
      // Some writers put JPEG's "Exif\0\0" before the TIFF block.
      const bool prefixed = in.matches(at + 8, std::string_view("Exif\0\0", 6)) && length > 6;
      return prefixed ? exif_orientation(in.part(at + 14, length - 6))
                      : exif_orientation(in.part(at + 8, length));
    }
    at += 8 + length + (length & 1);
  }
  return 1;
}

Result<ImageInfo> webp_header(const ByteView &in) {
  WebPBitstreamFeatures features;
  const auto bytes = in.part(0, in.size());
  if (WebPGetFeatures(bytes.data(), bytes.size(), &features) != VP8_STATUS_OK)
    return damaged("WebP");
  return sized("webp", features.width, features.height, webp_orientation(in));
}

// Source: BITMAPCOREHEADER and BITMAPINFOHEADER of the Windows GDI.
Result<ImageInfo> bmp_header(const ByteView &in) {
  const std::uint32_t header = in.le32(14);
  if (header == 12 && in.has(14, 12))
    return sized("bmp", in.le16(18), in.le16(20));
  if (header < 40 || !in.has(14, 40))
    return damaged("BMP");
  const auto width = static_cast<std::int32_t>(in.le32(18));
  const auto height = static_cast<std::int32_t>(in.le32(22)); // negative: rows run top to bottom
  return sized("bmp", width, height < 0 ? -std::int64_t{height} : std::int64_t{height});
}

// Where the first image descriptor stands, or 0. Source: GIF89a, sections 18 to 20 and 23.
std::size_t first_gif_frame(const ByteView &in) {
  std::size_t at = 13;
  if (in.u8(10) & 0x80)
    at += 3u << ((in.u8(10) & 7) + 1);
  while (in.has(at, 2)) {
    if (in.u8(at) == 0x2C)
      return in.has(at, 10) ? at : 0;
    if (in.u8(at) != 0x21)
      return 0;
    at += 2;
    while (in.has(at, 1) && in.u8(at) != 0)
      at += 1u + in.u8(at);
    ++at;
  }
  return 0;
}

Result<ImageInfo> gif_header(const ByteView &in) {
  const std::size_t frame = first_gif_frame(in);
  if (frame == 0)
    return damaged("GIF");
  const int right = in.le16(frame + 1) + in.le16(frame + 5);
  const int bottom = in.le16(frame + 3) + in.le16(frame + 7);
  return sized("gif", std::max<int>(in.le16(6), right), std::max<int>(in.le16(8), bottom));
}

// A picture format that is not read here, by its first bytes; null where unknown.
const char *other_format(const ByteView &in) {
  if (in.matches(0, std::string_view("II*\0", 4)) || in.matches(0, std::string_view("MM\0*", 4)))
    return "TIFF";
  if (in.matches(4, "ftypheic") || in.matches(4, "ftypheix") || in.matches(4, "ftypmif1"))
    return "HEIC";
  if (in.matches(4, "ftypavif") || in.matches(4, "ftypavis"))
    return "AVIF";
  if (in.matches(0, std::string_view("\xFF\x0A", 2)) || in.matches(4, "JXL "))
    return "JPEG XL";
  if (in.matches(4, "jP  "))
    return "JPEG 2000";
  if (in.matches(0, "<svg"))
    return "SVG";
  if (in.matches(0, "%PDF"))
    return "PDF";
  if (in.matches(0, "8BPS"))
    return "Photoshop";
  if (in.matches(4, "ftyp"))
    return "video";
  return nullptr;
}

} // namespace

int exif_orientation(std::span<const std::uint8_t> tiff) {
  const ByteView in(tiff);
  const bool little = in.matches(0, std::string_view("II*\0", 4));
  if (!little && !in.matches(0, std::string_view("MM\0*", 4)))
    return 1;
  const auto u16 = [&](std::size_t at) { return little ? in.le16(at) : in.be16(at); };
  const std::size_t directory = little ? in.le32(4) : in.be32(4);
  const std::size_t entries = u16(directory);
  for (std::size_t i = 0; i < entries && in.has(directory + 2 + i * 12, 12); ++i) {
    const std::size_t entry = directory + 2 + i * 12;
    constexpr int tag = 0x0112, type_short = 3;
    if (u16(entry) != tag || u16(entry + 2) != type_short)
      continue;
    const int value = u16(entry + 8);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

bool png_is_complete(std::span<const std::uint8_t> bytes) {
  const ByteView in(bytes);
  for (std::size_t at = 8; in.has(at, 12);) {
    const std::size_t length = in.be32(at);
    if (!in.has(at, 12 + length))
      return false;
    if (in.matches(at + 4, "IEND"))
      return true;
    at += 12 + length;
  }
  return false;
}

Result<ImageInfo> parse_image_header(std::span<const std::uint8_t> bytes) {
  const ByteView in(bytes);
  if (bytes.empty())
    return make_error(ErrorCode::bad_format, "The file is empty (0 bytes); get it again.");
  if (in.matches(0, "\xFF\xD8"))
    return jpeg_header(in);
  if (in.matches(0, "\x89PNG\r\n\x1A\n"))
    return png_header(in);
  if (in.matches(0, "RIFF") && in.matches(8, "WEBP"))
    return webp_header(in);
  if (in.matches(0, "GIF87a") || in.matches(0, "GIF89a"))
    return gif_header(in);
  if (in.matches(0, "BM"))
    return bmp_header(in);
  if (const char *other = other_format(in))
    return make_error(ErrorCode::unsupported, std::string("The content is in the format ") + other +
                                                  ", which is not read; save it as JPEG or PNG.");
  return make_error(
      ErrorCode::bad_format,
      "The content is not a JPEG, PNG, WebP, BMP or GIF picture; check that it is an image.");
}

} // namespace affect
