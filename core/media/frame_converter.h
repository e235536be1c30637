#pragma once

#include "media/av.h"
#include "media/frame_source.h"

namespace affect::av {

/// How a stored picture is turned to be shown: transposed first, then mirrored.
struct Orientation {
  bool transpose = false;
  bool mirror_x = false; ///< left and right exchanged
  bool mirror_y = false; ///< top and bottom exchanged
  int degrees = 0;       ///< clockwise turn, 0, 90, 180, 270, for the user
};

/// From a stream's display matrix (ISO/IEC 14496-12, 8.2.2), to the nearest right angle.
Orientation orientation_of(const AVStream &stream);

/// Size as shown of a picture stored in that size: sample aspect and orientation applied.
PictureSize shown_size(int width, int height, AVRational aspect, const Orientation &orientation);

/// Decoded frames → upright RGB of one size.
class FrameConverter {
public:
  /// @param size  of the pictures it gives
  FrameConverter(PictureSize size, const Orientation &orientation)
      : size_(size), orientation_(orientation) {}
  /// Errors: unsupported (a pixel format without conversion), too_large (no memory); they name no
  /// file.
  Result<Image> convert(const AVFrame &frame);

private:
  Result<void> prepare(const AVFrame &frame, AVPixelFormat target);

  PictureSize size_;
  Orientation orientation_;
  ScalerPtr scaler_;
  FramePtr rgb_;
};

} // namespace affect::av
