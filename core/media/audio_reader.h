#pragma once

#include "media/clip_info.h"

#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace affect {

struct AudioOptions {
  int rate = 16'000; ///< Hz; 0: as the stream has it
  int channels = 1;  ///< 1 or 2 …; mixed down as FFmpeg does, without clipping
};

/// Reads a clip's sound as floats, -1 … 1. Sample n belongs to the moment n / rate seconds from the
/// clip's start, the same clock as Frame::time: where sound begins later or has a gap, there is
/// silence. Not for use by two threads at once.
class AudioReader {
public:
  /// Errors: as probe_clip; unsupported where the clip has no sound, or a layout or rate that is
  /// not read.
  static Result<AudioReader> open(const std::filesystem::path &file,
                                  const AudioOptions &options = {}, const ClipLimits &limits = {},
                                  const CancelToken &cancel = {});
  AudioReader(AudioReader &&) noexcept;
  AudioReader &operator=(AudioReader &&) noexcept;
  ~AudioReader();

  const ClipInfo &info() const;
  int rate() const;     ///< Hz, of what read() gives
  int channels() const; ///< likewise

  /// The next `samples` samples of every channel, interleaved; fewer at the end, none after it.
  /// Errors: bad_format where the stream is damaged, cancelled.
  Result<std::vector<float>> read(std::size_t samples);
  /// Goes on from the sample at that moment; past the end, read() gives none. As exact as the
  /// container's time stamps: to the sample in MP4, WAV, MP3 and FLAC, to a millisecond in Matroska
  /// and Ogg.
  Result<void> seek(double seconds);

private:
  struct Impl;
  explicit AudioReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Lowest and highest sample of a column of a waveform, all channels mixed.
struct Peak {
  float low = 0;
  float high = 0;
};

/// Called for each batch of columns as it is ready: the number of the first and the columns.
using PeaksFn = std::function<void(std::size_t first, std::span<const Peak> peaks)>;

/// The waveform of the clip between two moments in `columns` even columns, from left to right.
/// Memory does not grow with the clip's length. Columns past the sound's end are silent.
/// @param end  seconds; 0: the clip's end
/// Errors: as AudioReader.
Result<void> read_peaks(const std::filesystem::path &file, std::size_t columns,
                        const PeaksFn &ready, double begin = 0, double end = 0,
                        const ClipLimits &limits = {}, const CancelToken &cancel = {});

} // namespace affect
