#include "media/byte_view.h"
#include "media/decoders.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace affect::decoders {
namespace {

constexpr std::uint32_t rle8 = 1, rle4 = 2, bit_fields = 3;

// Walks the run lengths without decoding: whether they reach the end of the picture before the end
// of the file.
bool runs_are_there(const ByteView &in, int height, bool four_bits) {
  int row = 0;
  for (std::size_t at = in.le32(10); in.has(at, 2) && row < height; at += 2) {
    const unsigned count = in.u8(at), code = in.u8(at + 1);
    if (count > 0)
      continue; // a run of one colour
    if (code == 0) {
      ++row;
    } else if (code == 1) {
      return true;
    } else if (code == 2) {
      row += in.u8(at + 3);
      at += 2;
    } else {
      const unsigned bytes =
          four_bits ? (code + 1) / 2 : code; // pixels as they are, padded to 16 bits
      at += bytes + (bytes & 1);
    }
  }
  return row >= height;
}

// Whether header, palette and pixels lie within the file. OpenCV checks most of it too, but writes
// to the terminal.
bool is_complete(const ByteView &in, const ImageInfo &info) {
  const std::uint64_t header = in.le32(14);
  const bool core = header == 12;
  const std::uint64_t bits = core ? in.le16(24) : in.le16(28);
  const std::uint32_t compression = core ? 0 : in.le32(30);
  const std::uint64_t used = core ? 0 : in.le32(46);
  if (header > 1024 || bits > 32 || compression > bit_fields || used > 256)
    return false;
  const std::uint64_t colors = bits > 8 ? 0 : used > 0 ? used : std::uint64_t{1} << bits;
  const std::uint64_t masks = compression == bit_fields && header == 40 ? 12 : 0;
  if (14 + header + masks + colors * (core ? 3 : 4) > in.size() || in.le32(10) >= in.size())
    return false;
  if (compression == rle8 || compression == rle4)
    return runs_are_there(in, info.height, compression == rle4);
  const std::uint64_t row =
      (bits * static_cast<std::uint64_t>(info.width) + 31) / 32 * 4; // padded to 4 bytes
  return in.le32(10) + row * static_cast<std::uint64_t>(info.height) <=
         in.size() + 3; // some omit the last padding
}

} // namespace

Result<Image> bmp(std::span<const std::uint8_t> bytes, const ImageInfo &info) {
  if (!is_complete(ByteView(bytes), info))
    return broken("BMP");
  try {
    const cv::Mat all(1, static_cast<int>(bytes.size()), CV_8U,
                      const_cast<std::uint8_t *>(bytes.data()));
    const cv::Mat pixels = cv::imdecode(all, cv::IMREAD_UNCHANGED);
    if (pixels.cols != info.width || pixels.rows != info.height || pixels.depth() != CV_8U)
      return broken("BMP");
    cv::Mat converted;
    if (pixels.channels() == 4) {
      // Many writers leave the fourth byte 0 although nothing is transparent.
      cv::Mat alpha;
      cv::extractChannel(pixels, alpha, 3);
      cv::cvtColor(pixels, converted, cv::COLOR_BGRA2RGBA);
      if (cv::countNonZero(alpha) > 0)
        return over_white({converted.data, converted.total() * 4}, info.width, info.height);
      cv::cvtColor(converted, converted, cv::COLOR_RGBA2RGB);
    } else {
      cv::cvtColor(pixels, converted,
                   pixels.channels() == 1 ? cv::COLOR_GRAY2RGB : cv::COLOR_BGR2RGB);
    }
    return Image{info.width, info.height, {converted.data, converted.data + converted.total() * 3}};
  } catch (const std::exception &) {
    return broken("BMP");
  }
}

} // namespace affect::decoders
