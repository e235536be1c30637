#pragma once

#include "media/av_input.h"

#include <optional>

namespace affect::av {

/// A decoded frame, not yet converted, and when it appears (seconds from the clip's start).
struct Decoded {
  FramePtr frame;
  double time = 0;
};

/// Packets of a clip's picture stream → frames in the order they are shown.
class VideoDecoder {
public:
  /// Errors: as Input::open; unsupported where there is no picture.
  static Result<std::unique_ptr<VideoDecoder>> open(const std::filesystem::path &file,
                                                    const ClipLimits &limits, int threads,
                                                    const CancelToken &cancel);

  Input &input() { return *input_; }
  AVStream *stream() const { return input_->stream(input_->video()); }

  /// The next frame; empty at the end. Errors: bad_format, cancelled.
  Result<std::optional<Decoded>> read();
  /// Goes to a key frame from which every frame at or after `seconds` can be decoded, so that the
  /// frame on screen at `seconds` is among those that read() gives. Errors: bad_format, cancelled,
  /// unreadable.
  Result<void> seek(double seconds);
  /// Back to the first frame.
  Result<void> restart();
  /// Time of the latest packet decoded.
  double sent() const { return sent_; }
  /// Whether a key frame lies between what is being decoded and `seconds`, according to the index.
  bool key_frame_before(double seconds) const;

  /// Until `seconds`, frames that no other frame refers to may be skipped.
  /// The caller checks `latest_skipped` against the frame it takes.
  void skip_unreferenced_until(std::optional<double> seconds);
  /// The latest time, before that of skip_unreferenced_until, of a frame that may have been
  /// skipped.
  std::optional<double> latest_skipped() const { return latest_skipped_; }

private:
  VideoDecoder(std::unique_ptr<Input> input, CodecPtr codec);
  Result<std::optional<Decoded>> read_unchecked();
  Result<void> feed();
  Result<bool> accept(AVPacket &packet);
  bool position(double seconds);
  void flush();
  double time_of(std::int64_t stamp) const;
  double stamp_frame(const AVFrame &frame);
  Result<void> check(const AVFrame &frame) const;

  std::unique_ptr<Input> input_;
  CodecPtr codec_;
  PacketPtr packet_;
  bool draining_ = false;
  bool after_seek_ = false;   // and not at the first frame
  bool wait_for_key_ = false; // packets before the first key frame after a seek are of no use
  std::optional<std::int64_t> floor_; // frames before that key frame lack what they refer to
  std::optional<double> last_time_;   // of the last frame given
  double sent_ = -1;                  // time of the last packet sent
  bool can_skip_ = false;
  std::optional<double> skip_until_, latest_skipped_;
  std::optional<Decoded> pending_; // read by seek() to see where it arrived
};

} // namespace affect::av
