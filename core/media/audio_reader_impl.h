#pragma once

#include "media/audio_reader.h"
#include "media/av_input.h"

#include <deque>
#include <optional>

/// The inside of AudioReader, for audio_reader.cpp (packets and reading) and audio_clock.cpp
/// (resampling and times).
namespace affect {

inline constexpr int lowest_sample_rate = 1000, highest_sample_rate = 768'000, most_channels = 8;

/// A stretch of the output: silence, or samples whose first `at` values have been given already.
struct Stretch {
  std::int64_t silence = 0;
  std::vector<float> samples;
  std::size_t at = 0;
};

struct AudioReader::Impl {
  std::unique_ptr<av::Input> input;
  ClipInfo info;
  int rate = 0, channels = 0;
  av::CodecPtr codec;
  av::PacketPtr packet{av_packet_alloc()};
  av::FramePtr frame{av_frame_alloc()};
  av::ResamplerPtr resampler;
  av::FramePtr configured_for; // a frame of the format that the resampler is set up for
  std::deque<Stretch> ready;
  std::int64_t surplus = 0;     // samples to drop before the next one is given
  std::int64_t next_sample = 0; // number of the sample after the last one in `ready`
  std::int64_t frame_start = 0; // number of the first sample of the last frame
  std::optional<double>
      next_time; // when the next frame should begin; empty: at the start or after a jump
  bool after_jump = false, draining = false, ended = false;

  AVStream *stream() const { return input->stream(input->audio()); }
  double time_of(std::int64_t stamp) const {
    return av::seconds_of(stamp, stream()->time_base) - input->origin();
  }
  Result<void> open(const AudioOptions &options);
  Result<bool> decode();
  Result<void> feed();
  Result<void> place_frame();
  Result<void> place(double time, int &skip);
  Result<void> set_up();
  Result<void> convert(const AVFrame *from, int skip);
  void drain();
  void reset();
  bool position(double seconds);
  Result<std::vector<float>> read(std::size_t samples);
  Result<void> seek(double seconds);
};

} // namespace affect
