#include "media/audio_reader.h"

#include "media/av_input.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <new>
#include <numeric>

namespace affect {
namespace {

using av::Input;

// Time stamps of sound jitter by their rounding; only beyond this is a gap a gap.
constexpr double gap_seconds = 0.1;
// Decoders need what comes before to be right again: MP3 its bit reservoir, AAC and Opus their overlap.
constexpr double run_up_seconds = 0.3;
constexpr int lowest_rate = 1000, highest_rate = 768'000, most_channels = 8;

// A piece of what is ready: silence, or samples of which the first `at` values are already given.
struct Stretch {
  std::int64_t silence = 0;
  std::vector<float> samples;
  std::size_t at = 0;
};

} // namespace

struct AudioReader::Impl {
  std::unique_ptr<Input> input;
  ClipInfo info;
  int rate = 0, channels = 0;
  av::CodecPtr codec;
  av::PacketPtr packet{av_packet_alloc()};
  av::FramePtr frame{av_frame_alloc()};
  av::ResamplerPtr resampler;
  av::FramePtr like; // a frame of the form the resampler is set up for
  std::deque<Stretch> ready;
  std::int64_t surplus = 0;        // samples to drop before the next one is given
  std::int64_t made = 0;           // number of the sample after the last one in `ready`
  std::int64_t placed = 0;         // number of the sample with which what is being decoded began
  std::optional<double> next_time; // when the next frame should begin; empty: at the start or after a jump
  bool after_jump = false, draining = false, ended = false;

  AVStream *stream() const { return input->stream(input->audio()); }
  double time_of(std::int64_t stamp) const { return av::seconds_of(stamp, stream()->time_base) - input->origin(); }
  Result<void> open(const AudioOptions &options);
  Result<bool> decode();
  Result<void> feed();
  Result<void> take();
  Result<void> place(double time, int &skip);
  Result<void> set_up();
  Result<void> convert(const AVFrame *from, int skip);
  void drain();
  void reset();
  bool position(double seconds);
  Result<std::vector<float>> read(std::size_t samples);
  Result<void> seek(double seconds);
};

Result<void> AudioReader::Impl::open(const AudioOptions &options) {
  if (input->audio() < 0)
    return input->error(ErrorCode::unsupported, "The clip has no sound that can be decoded.");
  info = av::describe(*input);
  rate = options.rate > 0 ? options.rate : info.sample_rate;
  channels = std::clamp(options.channels, 1, most_channels);
  if (rate < lowest_rate || rate > highest_rate)
    return input->error(ErrorCode::unsupported,
                        "The sound's rate of " + std::to_string(rate) + " Hz is not read; convert the clip to MP4.");
  input->only(input->audio());
  AFFECT_TRY(opened, input->decoder(input->audio(), 1));
  codec = std::move(opened);
  return {};
}

// One more frame into `ready`; false at the end.
Result<bool> AudioReader::Impl::decode() {
  for (;;) {
    if (input->cancelled())
      return input->damaged();
    const int got = avcodec_receive_frame(codec.get(), frame.get());
    if (got == AVERROR(EAGAIN)) {
      AFFECT_CHECK(feed());
      continue;
    }
    if (got == AVERROR_EOF) {
      drain();
      ended = true;
      return false;
    }
    if (got < 0)
      return input->damaged();
    AFFECT_CHECK(take());
    return true;
  }
}

Result<void> AudioReader::Impl::feed() {
  for (;;) {
    if (input->cancelled())
      return input->damaged();
    const int got = av_read_frame(input->format(), packet.get());
    if (got == AVERROR_EOF) {
      if (!draining)
        avcodec_send_packet(codec.get(), nullptr);
      draining = true;
      return {};
    }
    if (got < 0)
      return input->damaged();
    const bool ours = packet->stream_index == input->audio();
    const int sent = ours ? avcodec_send_packet(codec.get(), packet.get()) : 0;
    av_packet_unref(packet.get());
    const bool tolerant = (input->format()->iformat->flags & AVFMT_TS_DISCONT) != 0 || after_jump;
    if (ours && sent < 0 && sent != AVERROR(EAGAIN) && !tolerant)
      return input->damaged();
    if (ours)
      return {};
  }
}

// Puts the frame that was just decoded on the clock and into `ready`.
Result<void> AudioReader::Impl::take() {
  if (frame->sample_rate < lowest_rate || frame->sample_rate > highest_rate || frame->nb_samples <= 0 ||
      frame->ch_layout.nb_channels <= 0)
    return input->damaged();
  const double length = static_cast<double>(frame->nb_samples) / frame->sample_rate;
  const double time =
      frame->best_effort_timestamp == AV_NOPTS_VALUE ? next_time.value_or(0) : time_of(frame->best_effort_timestamp);
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

// Begins anew at `time`: silence up to it, or what has been given already is dropped.
Result<void> AudioReader::Impl::place(double time, int &skip) {
  if (!(std::abs(time) <= input->limits().max_seconds + 1))
    return input->damaged("time stamps of the sound");
  drain();
  resampler.reset();
  std::int64_t begin = std::llround(time * rate);
  if (after_jump) {
    // The resampler's grid is laid where it lies when reading from the start, so that both give the same samples.
    const int step = frame->sample_rate / std::gcd(frame->sample_rate, rate);
    const auto first = static_cast<std::int64_t>(std::llround(time * frame->sample_rate));
    skip = static_cast<int>((step - (first % step + step) % step) % step);
    begin = (first + skip) / step * (rate / std::gcd(frame->sample_rate, rate));
    after_jump = false;
  }
  placed = begin;
  if (begin > made)
    ready.push_back({begin - made, {}, 0}); // not yet written out: a gap may last hours
  else
    surplus = made - begin;
  made = std::max(made, begin);
  return {};
}

Result<void> AudioReader::Impl::set_up() {
  if (resampler && like->format == frame->format && like->sample_rate == frame->sample_rate &&
      av_channel_layout_compare(&like->ch_layout, &frame->ch_layout) == 0)
    return {};
  drain();
  AVChannelLayout from{}, to{};
  if (frame->ch_layout.order == AV_CHANNEL_ORDER_UNSPEC)
    av_channel_layout_default(&from, frame->ch_layout.nb_channels);
  else
    av_channel_layout_copy(&from, &frame->ch_layout);
  av_channel_layout_default(&to, channels);
  SwrContext *made_context = nullptr;
  const bool fine =
      from.order == AV_CHANNEL_ORDER_NATIVE &&
      swr_alloc_set_opts2(&made_context, &to, AV_SAMPLE_FMT_FLT, rate, &from,
                          static_cast<AVSampleFormat>(frame->format), frame->sample_rate, 0, nullptr) >= 0;
  resampler.reset(made_context);
  av_channel_layout_uninit(&from);
  av_channel_layout_uninit(&to);
  // Mixing down shall not clip, as FFmpeg has it for whole numbers but not for floats.
  if (!fine || av_opt_set_double(resampler.get(), "rematrix_maxval", 1.0, 0) < 0 || swr_init(resampler.get()) < 0) {
    resampler.reset();
    return input->error(ErrorCode::unsupported, "The sound's arrangement of channels (" +
                                                    std::to_string(frame->ch_layout.nb_channels) +
                                                    ") is not read; convert the clip to stereo.");
  }
  like.reset(av_frame_clone(frame.get()));
  return {};
}

// Resamples a frame without its first `skip` samples, or what the resampler still holds where `from` is null.
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
  const int got = swr_convert(resampler.get(), &target, room, from ? planes.data() : nullptr, count);
  if (got < 0)
    return input->damaged();
  samples.resize(static_cast<std::size_t>(got) * static_cast<std::size_t>(channels));
  const std::int64_t drop = std::min<std::int64_t>(surplus, got);
  surplus -= drop;
  made += got - drop;
  if (got > drop)
    ready.push_back({0, std::move(samples), static_cast<std::size_t>(drop * channels)});
  return {};
}

void AudioReader::Impl::drain() {
  if (resampler)
    static_cast<void>(convert(nullptr, 0).ok()); // what cannot be drained is less than a millisecond
  resampler.reset();
}

void AudioReader::Impl::reset() {
  avcodec_flush_buffers(codec.get());
  resampler.reset();
  ready.clear();
  surplus = made = placed = 0;
  next_time.reset();
  after_jump = draining = ended = false;
}

Result<std::vector<float>> AudioReader::Impl::read(std::size_t samples) {
  const auto width = static_cast<std::size_t>(channels);
  std::vector<float> taken;
  while (taken.size() < samples * width) {
    if (ready.empty()) {
      if (ended)
        break;
      AFFECT_TRY(more, decode());
      static_cast<void>(more);
      continue;
    }
    const std::size_t wanted = samples * width - taken.size();
    Stretch &front = ready.front();
    if (front.silence > 0) {
      const std::size_t count = std::min(wanted / width, static_cast<std::size_t>(front.silence));
      taken.insert(taken.end(), count * width, 0.0f);
      front.silence -= static_cast<std::int64_t>(count);
    }
    if (front.at < front.samples.size()) {
      const std::size_t count = std::min(wanted, front.samples.size() - front.at);
      const auto from = front.samples.begin() + static_cast<std::ptrdiff_t>(front.at);
      taken.insert(taken.end(), from, from + static_cast<std::ptrdiff_t>(count));
      front.at += count;
    }
    if (front.silence == 0 && front.at == front.samples.size())
      ready.pop_front();
  }
  return taken;
}

bool AudioReader::Impl::position(double seconds) {
  const double stamp = (seconds + input->origin()) / av_q2d(stream()->time_base);
  if (!(std::abs(stamp) < 9e18))
    return false;
  const auto target = static_cast<std::int64_t>(std::floor(stamp));
  return avformat_seek_file(input->format(), input->audio(), INT64_MIN, target, target, 0) >= 0;
}

Result<void> AudioReader::Impl::seek(double seconds) {
  seconds = std::isfinite(seconds) ? std::clamp(seconds, 0.0, input->limits().max_seconds) : 0;
  const std::int64_t sample = std::llround(seconds * rate);
  for (double back = run_up_seconds; seconds - back > 0; back *= 4) {
    if (!position(seconds - back))
      break;
    reset();
    after_jump = true;
    made = sample; // earlier samples are surplus, a later start is silence
    AFFECT_TRY(any, decode());
    if (any && placed <= sample - static_cast<std::int64_t>(rate * run_up_seconds / 2))
      return {};
  }
  AFFECT_CHECK(input->open_anew());
  if (input->audio() < 0)
    return input->damaged();
  AFFECT_TRY(opened, input->decoder(input->audio(), 1));
  codec = std::move(opened);
  reset();
  made = sample;
  return {};
}

AudioReader::AudioReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
AudioReader::AudioReader(AudioReader &&) noexcept = default;
AudioReader &AudioReader::operator=(AudioReader &&) noexcept = default;
AudioReader::~AudioReader() = default;

Result<AudioReader> AudioReader::open(const std::filesystem::path &file, const AudioOptions &options,
                                      const ClipLimits &limits, const CancelToken &cancel) {
  auto impl = std::make_unique<Impl>();
  AFFECT_TRY(input, Input::open(file, limits, cancel));
  impl->input = std::move(input);
  AFFECT_CHECK(impl->open(options));
  return AudioReader(std::move(impl));
}

const ClipInfo &AudioReader::info() const { return impl_->info; }
int AudioReader::rate() const { return impl_->rate; }
int AudioReader::channels() const { return impl_->channels; }
Result<std::vector<float>> AudioReader::read(std::size_t samples) {
  try {
    return impl_->read(samples);
  } catch (const std::bad_alloc &) {
    return impl_->input->error(ErrorCode::too_large,
                               "There is not enough memory for the clip's sound; cut it shorter.");
  }
}
Result<void> AudioReader::seek(double seconds) { return impl_->seek(seconds); }

} // namespace affect
