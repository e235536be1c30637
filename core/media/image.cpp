#include "media/image.h"

#include "media/decoders.h"
#include "media/file_bytes.h"
#include "media/image_header.h"

#include <opencv2/core.hpp>

#include <new>

namespace fs = std::filesystem;

namespace affect {
namespace decoders {

Image white_image(const ImageInfo &info) {
  const std::size_t bytes =
      static_cast<std::size_t>(info.width) * static_cast<std::size_t>(info.height) * 3;
  return Image{info.width, info.height, std::vector<std::uint8_t>(bytes, 255)};
}

Image over_white(std::span<const std::uint8_t> rgba, int width, int height) {
  Image image{width, height, std::vector<std::uint8_t>(rgba.size() / 4 * 3)};
  std::uint8_t *target = image.rgb.data();
  for (std::size_t at = 0; at + 3 < rgba.size(); at += 4, target += 3) {
    const int alpha = rgba[at + 3];
    for (std::size_t c = 0; c < 3; ++c)
      target[c] =
          static_cast<std::uint8_t>((rgba[at + c] * alpha + 255 * (255 - alpha) + 127) / 255);
  }
  return image;
}

Error broken(const char *format, const std::string &detail) {
  return make_error(ErrorCode::bad_format,
                    std::string("The ") + format + " picture is cut off or damaged" +
                        (detail.empty() ? "" : " (" + detail + ")") + "; get the file again.");
}

} // namespace decoders

namespace {

Result<void> check_limits(const ImageInfo &info, const ImageLimits &limits) {
  const std::int64_t pixels = std::int64_t{info.width} * info.height;
  if (info.width <= limits.max_side && info.height <= limits.max_side &&
      pixels <= limits.max_pixels)
    return {};
  return make_error(ErrorCode::too_large,
                    "The picture is too large (" + std::to_string(info.width) + " × " +
                        std::to_string(info.height) + " pixels; the limit is " +
                        std::to_string(limits.max_side) + " a side and " +
                        std::to_string(limits.max_pixels / 1'000'000) +
                        " megapixels); make it smaller.");
}

Result<Image> decode_stored(std::span<const std::uint8_t> bytes, const ImageInfo &info) {
  if (info.format == "jpeg")
    return decoders::jpeg(bytes, info);
  if (info.format == "png")
    return decoders::png(bytes, info);
  if (info.format == "webp")
    return decoders::webp(bytes, info);
  if (info.format == "gif")
    return decoders::gif(bytes, info);
  return decoders::bmp(bytes, info);
}

// EXIF: 1 upright, 2 mirrored, 3 by 180°, 4 = 3 mirrored, 5 … 8 with sides exchanged.
Image upright(Image image, int orientation) {
  if (orientation == 1)
    return image;
  cv::Mat pixels(image.height, image.width, CV_8UC3, image.rgb.data());
  if (orientation >= 5)
    cv::transpose(pixels, pixels);
  constexpr int vertical = 0, horizontal = 1, both = -1;
  if (orientation == 2 || orientation == 6)
    cv::flip(pixels, pixels, horizontal);
  else if (orientation == 3 || orientation == 7)
    cv::flip(pixels, pixels, both);
  else if (orientation == 4 || orientation == 8)
    cv::flip(pixels, pixels, vertical);
  return Image{pixels.cols, pixels.rows, {pixels.data, pixels.data + pixels.total() * 3}};
}

Error named(Error error, const fs::path &file) {
  error.file = file;
  return error;
}

} // namespace

Result<ImageInfo> probe_image(const fs::path &file) {
  constexpr std::size_t window = 256 << 10;
  AFFECT_TRY(start, read_file_start(file, window));
  Result<ImageInfo> info = parse_image_header(start);
  // Segments before the frame header may be long (embedded profiles), and WebP keeps its
  // orientation at the end.
  if (start.size() == window && (!info.ok() || info->format == "webp")) {
    AFFECT_TRY(all, read_file_bytes(file, "image", ImageLimits{}.max_file_bytes));
    info = parse_image_header(all);
  }
  if (!info.ok())
    return named(info.error(), file);
  return info;
}

Result<Image> load_image(const fs::path &file, const ImageLimits &limits) {
  AFFECT_TRY(bytes, read_file_bytes(file, "image", limits.max_file_bytes));
  Result<Image> image = decode_image(bytes, limits);
  if (!image.ok())
    return named(image.error(), file);
  return image;
}

Result<Image> decode_image(std::span<const std::uint8_t> bytes, const ImageLimits &limits) {
  if (bytes.size() > limits.max_file_bytes)
    return make_error(ErrorCode::too_large,
                      "The image is too large (" + size_in_words(bytes.size()) + "; the limit is " +
                          size_in_words(limits.max_file_bytes) + "); make it smaller.");
  AFFECT_TRY(info, parse_image_header(bytes));
  AFFECT_CHECK(check_limits(info, limits));
  try {
    AFFECT_TRY(image, decode_stored(bytes, info));
    return upright(std::move(image), info.orientation);
  } catch (const std::bad_alloc &) {
    return make_error(ErrorCode::too_large,
                      "There is not enough memory for this picture; make it smaller.");
  } catch (const std::exception &) {
    return decoders::broken(info.format.c_str());
  }
}

} // namespace affect
