#include "media/audio_reader_impl.h"

#include <algorithm>
#include <cmath>
#include <new>

namespace affect {
namespace {

// After a seek, decoders are exact only after some earlier packets: MP3 needs its bit reservoir,
// AAC and Opus their overlap.
constexpr double preroll_seconds = 0.3;

} // namespace

Result<void> AudioReader::Impl::open(const AudioOptions &options) {
  if (input->audio() < 0)
    return input->error(ErrorCode::unsupported, "The clip has no sound that can be decoded.");
  info = av::describe(*input);
  rate = options.rate > 0 ? options.rate : info.sample_rate;
  channels = std::clamp(options.channels, 1, most_channels);
  if (rate < lowest_sample_rate || rate > highest_sample_rate)
    return input->error(ErrorCode::unsupported, "The sound's rate of " + std::to_string(rate) +
                                                    " Hz is not read; convert the clip to MP4.");
  input->select_stream(input->audio());
  AFFECT_TRY(opened, input->decoder(input->audio(), 1));
  codec = std::move(opened);
  return {};
}

// Appends one more frame to `ready`; false at the end.
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
    AFFECT_CHECK(place_frame());
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

void AudioReader::Impl::reset() {
  avcodec_flush_buffers(codec.get());
  resampler.reset();
  ready.clear();
  surplus = next_sample = frame_start = 0;
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
  for (double back = preroll_seconds; seconds - back > 0; back *= 4) {
    if (!position(seconds - back))
      break;
    reset();
    after_jump = true;
    next_sample = sample; // earlier samples are surplus, a later start is silence
    AFFECT_TRY(any, decode());
    if (any && frame_start <= sample - static_cast<std::int64_t>(rate * preroll_seconds / 2))
      return {};
  }
  AFFECT_CHECK(input->reopen());
  if (input->audio() < 0)
    return input->damaged();
  AFFECT_TRY(opened, input->decoder(input->audio(), 1));
  codec = std::move(opened);
  reset();
  next_sample = sample;
  return {};
}

AudioReader::AudioReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
AudioReader::AudioReader(AudioReader &&) noexcept = default;
AudioReader &AudioReader::operator=(AudioReader &&) noexcept = default;
AudioReader::~AudioReader() = default;

Result<AudioReader> AudioReader::open(const std::filesystem::path &file,
                                      const AudioOptions &options, const ClipLimits &limits,
                                      const CancelToken &cancel) {
  auto impl = std::make_unique<Impl>();
  AFFECT_TRY(input, av::Input::open(file, limits, cancel));
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
