#include "media/audio_reader_impl.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace affect {
namespace {

// Rounding makes the time stamps of sound jitter; only a difference beyond this is a gap.
constexpr double gap_seconds = 0.1;

} // namespace

// Places the frame just decoded on the clip's clock and appends it to `ready`.
Result<void> AudioReader::Impl::place_frame() {
  if (frame->sample_rate < lowest_sample_rate || frame->sample_rate > highest_sample_rate ||
      frame->nb_samples <= 0 || frame->ch_layout.nb_channels <= 0)
    return input->damaged();
  const double length = static_cast<double>(frame->nb_samples) / frame->sample_rate;
  const double time = frame->best_effort_timestamp == AV_NOPTS_VALUE
                          ? next_time.value_or(0)
                          : time_of(frame->best_effort_timestamp);
  int skip = 0;
  if (!next_time || std::abs(time - *next_time) > gap_seconds) {
    AFFECT_CHECK(place(time, skip));
    next_time = time;
  }
  *next_time += length;
  AFFECT_CHECK(set_up());
  if (skip < frame->nb_samples)
    AFFECT_CHECK(convert(frame.get(), skip));
  return {};
}

// Starts again at `time`: silence fills a gap before it, and samples already given are dropped.
Result<void> AudioReader::Impl::place(double time, int &skip) {
  if (!(std::abs(time) <= input->limits().max_seconds + 1))
    return input->damaged("time stamps of the sound");
  drain();
  resampler.reset();
  std::int64_t begin = std::llround(time * rate);
  if (after_jump) {
    // The resampler starts on the same grid as when reading from the start of the clip, so that
    // both give the same samples.
    const int step = frame->sample_rate / std::gcd(frame->sample_rate, rate);
    const auto first = static_cast<std::int64_t>(std::llround(time * frame->sample_rate));
    skip = static_cast<int>((step - (first % step + step) % step) % step);
    begin = (first + skip) / step * (rate / std::gcd(frame->sample_rate, rate));
    after_jump = false;
  }
  frame_start = begin;
  if (begin > next_sample)
    ready.push_back({begin - next_sample, {}, 0}); // stored as a length, since a gap may last hours
  else
    surplus = next_sample - begin;
  next_sample = std::max(next_sample, begin);
  return {};
}

Result<void> AudioReader::Impl::set_up() {
  if (resampler && configured_for->format == frame->format &&
      configured_for->sample_rate == frame->sample_rate &&
      av_channel_layout_compare(&configured_for->ch_layout, &frame->ch_layout) == 0)
    return {};
  drain();
  AVChannelLayout from{}, to{};
  if (frame->ch_layout.order == AV_CHANNEL_ORDER_UNSPEC)
    av_channel_layout_default(&from, frame->ch_layout.nb_channels);
  else
    av_channel_layout_copy(&from, &frame->ch_layout);
  av_channel_layout_default(&to, channels);
  SwrContext *made_context = nullptr;
  const bool fine = from.order == AV_CHANNEL_ORDER_NATIVE &&
                    swr_alloc_set_opts2(&made_context, &to, AV_SAMPLE_FMT_FLT, rate, &from,
                                        static_cast<AVSampleFormat>(frame->format),
                                        frame->sample_rate, 0, nullptr) >= 0;
  resampler.reset(made_context);
  av_channel_layout_uninit(&from);
  av_channel_layout_uninit(&to);
  // Mixing down must not clip; FFmpeg ensures this for integers but not for floats.
  if (!fine || av_opt_set_double(resampler.get(), "rematrix_maxval", 1.0, 0) < 0 ||
      swr_init(resampler.get()) < 0) {
    resampler.reset();
    return input->error(ErrorCode::unsupported, "The sound's arrangement of channels (" +
                                                    std::to_string(frame->ch_layout.nb_channels) +
                                                    ") is not read; convert the clip to stereo.");
  }
  configured_for.reset(av_frame_clone(frame.get()));
  return {};
}

// Resamples a frame without its first `skip` samples, or what the resampler still holds where
// `from` is null.
Result<void> AudioReader::Impl::convert(const AVFrame *from, int skip) {
  std::vector<const std::uint8_t *> planes;
  int count = 0;
  if (from) {
    const auto format = static_cast<AVSampleFormat>(from->format);
    const bool planar = av_sample_fmt_is_planar(format) != 0;
    const int lanes = planar ? from->ch_layout.nb_channels : 1;
    const int width = av_get_bytes_per_sample(format) * (planar ? 1 : from->ch_layout.nb_channels);
    for (int lane = 0; lane < lanes; ++lane)
      planes.push_back(from->extended_data[lane] + static_cast<std::ptrdiff_t>(skip) * width);
    count = from->nb_samples - skip;
  }
  const int room = swr_get_out_samples(resampler.get(), count);
  if (room < 0)
    return input->damaged();
  std::vector<float> samples(static_cast<std::size_t>(room) * static_cast<std::size_t>(channels));
  auto *target = reinterpret_cast<std::uint8_t *>(samples.data());
  const int got =
      swr_convert(resampler.get(), &target, room, from ? planes.data() : nullptr, count);
  if (got < 0)
    return input->damaged();
  samples.resize(static_cast<std::size_t>(got) * static_cast<std::size_t>(channels));
  const std::int64_t drop = std::min<std::int64_t>(surplus, got);
  surplus -= drop;
  next_sample += got - drop;
  if (got > drop)
    ready.push_back({0, std::move(samples), static_cast<std::size_t>(drop * channels)});
  return {};
}

void AudioReader::Impl::drain() {
  if (resampler)
    static_cast<void>(
        convert(nullptr, 0).ok()); // what cannot be drained is less than a millisecond
  resampler.reset();
}

} // namespace affect
