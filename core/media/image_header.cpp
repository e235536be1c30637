#include "media/image_header.h"

#include "media/byte_view.h"
#include "media/decoders.h"

#include <webp/decode.h>

#include <limits>

// JPEG, GIF and WebP are measured by their libraries (decode_jpeg.cpp, decode_gif.cpp, and
// WebPGetFeatures here). What is read by hand, and the tests that show why:
// - PNG: png_read_info stops at the first IDAT and never comes to an eXIf chunk behind the pixels,
//   where the specification allows it (test_image: pngOrientationBehindThePixels).
// - The chunks of WebP: WebPDemux hides an EXIF chunk that the header's flags do not announce
//   (test_image: webpOrientationThatIsNotAnnounced).
// - EXIF (tests of test_image_damage): libexif 0.6.24 follows every pointer to a directory; one
//   that contains itself 5,000 times fits into a JPEG and takes it four seconds or more
//   (exifDirectoryThatContainsItself). Where a LONG comes before the SHORT, it knows only the LONG
//   (exifOrientationOfTheWrongType). exiv2 0.27.6 refuses that directory, and each that is cut off
//   (exifDirectoryThatIsCutOff). Both drop an orientation whose count is wrong
//   (exifFieldsThatPointOutside).
// - BMP has no library of its own, and OpenCV does not say the size without decoding the pixels.

namespace affect {
namespace decoders {

Error damaged_header(const char *format) {
  return make_error(ErrorCode::bad_format,
                    std::string("The ") + format +
                        " picture's header is cut off or damaged; get the file again.");
}

Result<ImageInfo> checked_info(const char *format, std::int64_t width, std::int64_t height,
                               int orientation) {
  if (width <= 0 || height <= 0 || width > std::numeric_limits<int>::max() ||
      height > std::numeric_limits<int>::max())
    return make_error(
        ErrorCode::bad_format,
        "The picture's header states an impossible size; the file is damaged, get it again.");
  return ImageInfo{static_cast<int>(width), static_cast<int>(height), orientation, format};
}

} // namespace decoders

namespace {

using decoders::checked_info;
using decoders::damaged_header;

// Source: PNG specification (W3C), sections 5 and 11.
Result<ImageInfo> png_header(const ByteView &in) {
  if (!in.has(8, 25) || !in.matches(12, "IHDR"))
    return damaged_header("PNG");
  int orientation = 1;
  for (std::size_t at = 8; in.has(at, 12);) {
    const std::size_t length = in.be32(at);
    if (in.matches(at + 4, "IEND"))
      break;
    if (in.matches(at + 4, "eXIf"))
      orientation = exif_orientation(in.part(at + 8, length));
    at += 12 + length;
  }
  return checked_info("png", in.be32(16), in.be32(20), orientation);
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
    return damaged_header("WebP");
  return checked_info("webp", features.width, features.height, webp_orientation(in));
}

// Source: BITMAPCOREHEADER and BITMAPINFOHEADER of the Windows GDI.
Result<ImageInfo> bmp_header(const ByteView &in) {
  const std::uint32_t header = in.le32(14);
  if (header == 12 && in.has(14, 12))
    return checked_info("bmp", in.le16(18), in.le16(20));
  if (header < 40 || !in.has(14, 40))
    return damaged_header("BMP");
  const auto width = static_cast<std::int32_t>(in.le32(18));
  const auto height = static_cast<std::int32_t>(in.le32(22)); // negative: rows run top to bottom
  return checked_info("bmp", width, height < 0 ? -std::int64_t{height} : std::int64_t{height});
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
    return decoders::jpeg_header(bytes);
  if (in.matches(0, "\x89PNG\r\n\x1A\n"))
    return png_header(in);
  if (in.matches(0, "RIFF") && in.matches(8, "WEBP"))
    return webp_header(in);
  if (in.matches(0, "GIF87a") || in.matches(0, "GIF89a"))
    return decoders::gif_header(bytes);
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
