#include "media/byte_view.h"
#include "media/decoders.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace affect::decoders {
namespace {

// Uncompressed rows are padded to 4 bytes; a file shorter than that is cut off. OpenCV would print to the terminal.
bool rows_are_there(const ByteView &in, const ImageInfo &info) {
  const bool core = in.le32(14) == 12;
  const std::uint64_t bits = core ? in.le16(24) : in.le16(28);
  const std::uint32_t compression = core ? 0 : in.le32(30);
  constexpr std::uint32_t rle8 = 1, rle4 = 2;
  if (compression == rle8 || compression == rle4)
    return true; // its length is not known before decoding
  const std::uint64_t row = (bits * static_cast<std::uint64_t>(info.width) + 31) / 32 * 4;
  return in.le32(10) + row * static_cast<std::uint64_t>(info.height) <= in.size() + 3; // some omit the last padding
}

} // namespace

Result<Image> bmp(std::span<const std::uint8_t> bytes, const ImageInfo &info) {
  if (!rows_are_there(ByteView(bytes), info))
    return broken("BMP", "the file ends early");
  try {
    const cv::Mat all(1, static_cast<int>(bytes.size()), CV_8U, const_cast<std::uint8_t *>(bytes.data()));
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
      cv::cvtColor(pixels, converted, pixels.channels() == 1 ? cv::COLOR_GRAY2RGB : cv::COLOR_BGR2RGB);
    }
    return Image{info.width, info.height, {converted.data, converted.data + converted.total() * 3}};
  } catch (const std::exception &) {
    return broken("BMP");
  }
}

} // namespace affect::decoders
