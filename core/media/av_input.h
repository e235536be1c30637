#pragma once

#include "media/av.h"
#include "media/clip_info.h"

#include <memory>
#include <string>

namespace affect::av {

/// A file, or a text in memory, opened by libavformat and checked against the limits. No other file
/// is ever opened: whatever a container refers to is refused. Reading stops soon after `cancel` is
/// raised.
class Input {
public:
  /// Opens a clip and reads its headers. Errors: as probe_clip.
  static Result<std::unique_ptr<Input>> open(const std::filesystem::path &file,
                                             const ClipLimits &limits, const CancelToken &cancel);
  /// Opens a text of subtitles, UTF-8, as the demuxer of that name reads it; `file` is for errors
  /// only.
  static Result<std::unique_ptr<Input>> open_text(std::string text, const char *demuxer,
                                                  const std::filesystem::path &file,
                                                  const CancelToken &cancel);
  ~Input();
  Input(const Input &) = delete;
  Input &operator=(const Input &) = delete;

  AVFormatContext *format() const { return format_; }
  AVStream *stream(int index) const { return format_->streams[index]; }
  const ClipLimits &limits() const { return limits_; }
  const std::filesystem::path &file() const { return file_; }
  bool cancelled() const { return cancel_.cancelled(); }

  /// Numbers of the chosen streams; -1 where there is none that can be decoded.
  int video() const { return video_; }
  int audio() const { return audio_; }
  /// Time stamp of the clip's start in seconds.
  double origin() const { return origin_; }
  /// When the last packet of the chosen streams ends, seconds from the clip's start, where the
  /// headers state no duration or FFmpeg only estimates it, so that all packets were read; else 0.
  double measured_end() const { return measured_end_; }

  /// A decoder of a stream, opened. Errors: unsupported.
  Result<CodecPtr> decoder(int stream, int threads) const;
  /// Skips the packets of all other streams, without reading them where the format allows it.
  void select_stream(int stream);
  /// Goes back to the first packet; opens the file again where the format cannot seek.
  Result<void> restart();
  /// The same by opening the file again, so that demuxers drop the encoder's priming samples as
  /// they did the first time.
  Result<void> reopen();

  /// An error about this file; `cancelled` where the token is raised, for FFmpeg then fails in its
  /// own ways.
  Error error(ErrorCode code, std::string sentence) const;
  Error damaged(const std::string &detail = {}) const;
  Error too_long() const;

private:
  Input(std::filesystem::path file, const ClipLimits &limits, const CancelToken &cancel);
  Result<void> open_file();
  Result<void> open_format(const AVInputFormat *kind);
  Result<void> read_headers();
  Result<void> check_pictures() const;
  void choose_streams();
  Result<void> measure();
  void close();

  std::filesystem::path file_;
  ClipLimits limits_;
  CancelToken cancel_;
  bool from_memory_ = false;
  std::string text_; // where it is read from memory
  std::size_t at_ = 0;
  AVIOContext *io_ = nullptr;
  AVFormatContext *format_ = nullptr;
  int video_ = -1, audio_ = -1, selected_ = -1;
  double origin_ = 0, measured_end_ = 0;
  bool measured_ = false;

  friend struct TextIo;
};

/// What the chosen streams hold.
ClipInfo describe(const Input &input);

/// Time stamp in seconds; 0 where it is none.
double seconds_of(std::int64_t stamp, AVRational base);

} // namespace affect::av
