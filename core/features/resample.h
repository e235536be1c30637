#pragma once

#include "base/result.h"
#include "media/image.h"

#include <cstdint>

namespace affect {

enum class Interpolation { bilinear, bicubic };

/// The part of a resized picture that is wanted, in its pixels.
struct PixelWindow {
  std::int64_t x = 0, y = 0;
  int width = 0, height = 0;
};

/// Resizes a picture to `width` × `height` and returns `window` of the result, without computing
/// the rest.
///
/// Equal to Pillow's Image.resize byte by byte: antialiased (the filter widens with the reduction),
/// bicubic with a = -0.5, along rows and then along columns (of much reduced tall pictures the
/// other way round, as Pillow 13 and later do), fixed-point weights of 22 bits, rounded to 8 bits
/// after each of the two passes. The target may be very large as long as the window is not. Errors:
/// usage (an empty picture, a window outside).
Result<Image> resample(const Image &image, std::int64_t width, std::int64_t height,
                       Interpolation interpolation, const PixelWindow &window);

/// The whole resized picture.
Result<Image> resample(const Image &image, int width, int height, Interpolation interpolation);

} // namespace affect
