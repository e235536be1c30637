#pragma once

#include "media/frame_reader.h"

namespace affect {

/// A moment this close before a frame's time belongs to that frame: both may be rounded sums.
inline constexpr double time_rounding = 1e-9;

/// What FrameReader does, by one library.
class FrameSource {
public:
  virtual ~FrameSource() = default;
  virtual const ClipInfo &info() const = 0;
  virtual Result<Frame> frame_at(double seconds) = 0;
  virtual Result<Frame> key_frame_at(double seconds) { return frame_at(seconds); }
  virtual Result<std::optional<Frame>> next() = 0;
  virtual Result<std::optional<Frame>> previous() = 0;
};

/// Width and height of pictures of a clip that is shown in that size.
struct PictureSize {
  int width = 0;
  int height = 0;
};
PictureSize fitted(int width, int height, int max_side);

/// FFmpeg's. Errors: as FrameReader::open.
Result<std::unique_ptr<FrameSource>> open_clip_frames(const std::filesystem::path &file,
                                                      const FrameOptions &options,
                                                      const ClipLimits &limits,
                                                      const CancelToken &cancel);
/// libwebp's, for animations, which FFmpeg 5.1 does not read. Errors: as FrameReader::open.
Result<std::unique_ptr<FrameSource>> open_webp_frames(const std::filesystem::path &file,
                                                      const FrameOptions &options,
                                                      const ClipLimits &limits,
                                                      const CancelToken &cancel);

/// Whether a file begins as WebP does. Errors: not_found, unreadable.
Result<bool> is_webp(const std::filesystem::path &file);

} // namespace affect
