#pragma once

#include "base/progress.h"
#include "media/clip_info.h"
#include "media/image.h"

#include <memory>
#include <optional>
#include <vector>

namespace affect {

/// One picture of a clip.
struct Frame {
  double time = 0; ///< when it appears, seconds from the clip's start (ClipInfo::start)
  Image image;     ///< upright, square pixels, 8-bit RGB; transparency over white
};

struct FrameOptions {
  int max_side =
      0; ///< longer side of the pictures at most, aspect kept; 0: as large as the clip is shown
  int threads = 1; ///< of the decoder; part of the process's budget of threads
};

/// Where frames come from; one class a library. For frame_reader.cpp only.
class FrameSource;

/// Reads frames of a video clip or an animation, in order or anywhere. Not for use by two threads
/// at once.
///
/// Colours are converted as FFmpeg's own tool does (matrix and range as the stream states; where it
/// states none BT.601, limited). Interlaced frames come woven.
///
/// Errors of all: bad_format where the stream is damaged (what was read before is sound),
/// cancelled, too_large.
class FrameReader {
public:
  /// Errors: as probe_clip; unsupported where the clip has no picture.
  static Result<FrameReader> open(const std::filesystem::path &file,
                                  const FrameOptions &options = {}, const ClipLimits &limits = {},
                                  const CancelToken &cancel = {});
  FrameReader(FrameReader &&) noexcept;
  FrameReader &operator=(FrameReader &&) noexcept;
  ~FrameReader();

  const ClipInfo &info() const;

  /// The frame on screen at that moment: the last that has appeared by then, the first where none
  /// has. Goes to the key frame before and decodes on, or only decodes on where that is nearer.
  Result<Frame> frame_at(double seconds);
  /// The key frame at or before that moment, or the first of all: quick, for a picture while a
  /// slider is dragged. Where every frame builds on the first (GIF, WebP) the same as frame_at.
  Result<Frame> key_frame_at(double seconds);
  /// The frame after the one given last; the first after opening. Empty at the end.
  Result<std::optional<Frame>> next();
  /// The frame before the one given last. Empty before the first.
  Result<std::optional<Frame>> previous();

private:
  explicit FrameReader(std::unique_ptr<FrameSource> source);
  std::unique_ptr<FrameSource> source_;
};

/// The frames at the middles of `count` even slices of the clip, found by seeking. A frame that
/// fills several slices comes once, so a clip of fewer frames gives fewer. Errors: as FrameReader.
Result<std::vector<Frame>> sample_frames(const std::filesystem::path &file, int count,
                                         const FrameOptions &options = {},
                                         const ClipLimits &limits = {},
                                         const ProgressFn &progress = {},
                                         const CancelToken &cancel = {});

/// The same from a reader that is open.
Result<std::vector<Frame>> sample_frames(FrameReader &reader, int count,
                                         const ProgressFn &progress = {});

} // namespace affect
