#include "media/frame_converter.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

namespace affect {

PictureSize fitted(int width, int height, int max_side) {
  const int longer = std::max(width, height);
  if (max_side <= 0 || longer <= max_side)
    return {width, height};
  const double scale = static_cast<double>(max_side) / longer;
  return {std::max(1, static_cast<int>(std::lround(width * scale))),
          std::max(1, static_cast<int>(std::lround(height * scale)))};
}

namespace av {
namespace {

bool has_alpha(AVPixelFormat format) {
  const AVPixFmtDescriptor *about = av_pix_fmt_desc_get(format);
  // swscale treats palettes as opaque unless the target is RGBA.
  return about &&
         ((about->flags & AV_PIX_FMT_FLAG_ALPHA) != 0 || (about->flags & AV_PIX_FMT_FLAG_PAL) != 0);
}

// Lays one pixel of RGBA over white, or copies one of RGB.
template <int stride> void put(std::uint8_t *target, const std::uint8_t *source) {
  if constexpr (stride == 3) {
    std::memcpy(target, source, 3);
  } else {
    const int alpha = source[3];
    for (int c = 0; c < 3; ++c)
      target[c] = static_cast<std::uint8_t>((source[c] * alpha + 255 * (255 - alpha) + 127) / 255);
  }
}

template <int stride>
Image turned(const std::uint8_t *row, std::ptrdiff_t line, int stored_width, int stored_height,
             const Orientation &turn) {
  const int width = turn.transpose ? stored_height : stored_width;
  const int height = turn.transpose ? stored_width : stored_height;
  Image image{width, height,
              std::vector<std::uint8_t>(static_cast<std::size_t>(width) *
                                        static_cast<std::size_t>(height) * 3)};
  // Steps through the stored picture for one step right and one step down in the shown one.
  std::ptrdiff_t right = turn.transpose ? line : stride, down = turn.transpose ? stride : line;
  if (turn.mirror_x) {
    row += right * (width - 1);
    right = -right;
  }
  if (turn.mirror_y) {
    row += down * (height - 1);
    down = -down;
  }
  std::uint8_t *target = image.rgb.data();
  for (int y = 0; y < height; ++y, row += down) {
    const std::uint8_t *pixel = row;
    for (int x = 0; x < width; ++x, pixel += right, target += 3)
      put<stride>(target, pixel);
  }
  return image;
}

// Planes of green, blue and red → pixels.
Image merged(const AVFrame &planes) {
  Image image{planes.width, planes.height, {}};
  image.rgb.resize(static_cast<std::size_t>(planes.width) *
                   static_cast<std::size_t>(planes.height) * 3);
  const auto plane = [&](int number) {
    return cv::Mat(planes.height, planes.width, CV_8UC1, planes.data[number],
                   static_cast<std::size_t>(planes.linesize[number]));
  };
  const cv::Mat channels[] = {plane(2), plane(0), plane(1)};
  cv::Mat pixels(planes.height, planes.width, CV_8UC3, image.rgb.data());
  cv::merge(channels, 3, pixels);
  return image;
}

// The bytes of the stream's display matrix; null where it has none.
std::pair<const std::uint8_t *, std::size_t> display_matrix(const AVStream &stream) {
#if LIBAVFORMAT_VERSION_INT >= AV_VERSION_INT(60, 15, 100) // FFmpeg 6.1
  const AVCodecParameters &of = *stream.codecpar;
  const AVPacketSideData *found =
      av_packet_side_data_get(of.coded_side_data, of.nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
  return found ? std::pair<const std::uint8_t *, std::size_t>(found->data, found->size)
               : std::pair<const std::uint8_t *, std::size_t>();
#else
  std::size_t size = 0;
  const std::uint8_t *data = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
  return {data, size};
#endif
}

} // namespace

Orientation orientation_of(const AVStream &stream) {
  const auto [data, size] = display_matrix(stream);
  if (!data || size < 9 * sizeof(std::int32_t))
    return {};
  // x' = a·x + c·y, y' = b·x + d·y, with a, b, c, d the matrix's numbers 0, 1, 3, 4 in 16.16.
  std::int32_t matrix[9];
  std::memcpy(matrix, data, sizeof(matrix));
  const double a = matrix[0], b = matrix[1], c = matrix[3], d = matrix[4];
  Orientation turn;
  turn.transpose = std::abs(b) + std::abs(c) > std::abs(a) + std::abs(d);
  turn.mirror_x = turn.transpose ? c < 0 : a < 0;
  turn.mirror_y = turn.transpose ? b < 0 : d < 0;
  if (turn.transpose)
    turn.degrees = b > 0 ? 90 : 270;
  else
    turn.degrees = a < 0 && d < 0 ? 180 : 0;
  return turn;
}

PictureSize shown_size(int width, int height, AVRational aspect, const Orientation &orientation) {
  const double ratio = aspect.num > 0 && aspect.den > 0 ? av_q2d(aspect) : 1;
  // Ratios beyond these are damaged or not meant seriously.
  constexpr double most = 16;
  if (ratio <= most && ratio >= 1 / most)
    width = std::max(1, static_cast<int>(std::lround(width * ratio)));
  return orientation.transpose ? PictureSize{height, width} : PictureSize{width, height};
}

Result<void> FrameConverter::prepare(const AVFrame &frame, AVPixelFormat target) {
  const int width = orientation_.transpose ? size_.height : size_.width;
  const int height = orientation_.transpose ? size_.width : size_.height;
  if (!rgb_ || rgb_->format != target) {
    rgb_.reset(av_frame_alloc());
    rgb_->width = width;
    rgb_->height = height;
    rgb_->format = target;
    constexpr int row_alignment = 64; // swscale writes whole vectors
    if (av_frame_get_buffer(rgb_.get(), row_alignment) < 0)
      return make_error(ErrorCode::too_large,
                        "There is not enough memory for a frame of the clip; make it smaller.");
  }
  // With these flags the colours are those of an exact computation.
  constexpr int flags = SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT;
  scaler_.reset(sws_getCachedContext(scaler_.release(), frame.width, frame.height,
                                     static_cast<AVPixelFormat>(frame.format), width, height,
                                     target, flags, nullptr, nullptr, nullptr));
  if (!scaler_)
    return make_error(ErrorCode::unsupported,
                      "The clip's pixel format is not read; convert the clip to MP4.");
  int *from = nullptr, *to = nullptr, from_full = 0, to_full = 0, brightness = 0, contrast = 0,
      saturation = 0;
  if (sws_getColorspaceDetails(scaler_.get(), &from, &from_full, &to, &to_full, &brightness,
                               &contrast, &saturation) < 0)
    return {};
  if (frame.color_range != AVCOL_RANGE_UNSPECIFIED)
    from_full = frame.color_range == AVCOL_RANGE_JPEG ? 1 : 0;
  sws_setColorspaceDetails(scaler_.get(), sws_getCoefficients(frame.colorspace), from_full, to,
                           to_full, brightness, contrast, saturation);
  return {};
}

Result<Image> FrameConverter::convert(const AVFrame &frame) {
  // With the exact flags swscale converts to planes with vector instructions, to packed pixels one
  // by one.
  const bool alpha = has_alpha(static_cast<AVPixelFormat>(frame.format));
  AFFECT_CHECK(prepare(frame, alpha ? AV_PIX_FMT_RGBA : AV_PIX_FMT_GBRP));
  if (sws_scale(scaler_.get(), frame.data, frame.linesize, 0, frame.height, rgb_->data,
                rgb_->linesize) < 0)
    return make_error(ErrorCode::bad_format,
                      "A frame of the clip cannot be converted; get the file again.");
  if (alpha)
    return turned<4>(rgb_->data[0], rgb_->linesize[0], rgb_->width, rgb_->height, orientation_);
  Image image = merged(*rgb_);
  if (orientation_.transpose || orientation_.mirror_x || orientation_.mirror_y)
    return turned<3>(image.rgb.data(), std::ptrdiff_t{image.width} * 3, image.width, image.height,
                     orientation_);
  return image;
}

} // namespace av
} // namespace affect
