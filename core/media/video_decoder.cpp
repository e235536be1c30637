#include "media/video_decoder.h"

#include <algorithm>
#include <cmath>

namespace affect::av {
namespace {

// Only for these does the decoder know, before it decodes a frame, that no other refers to it.
bool marks_unreferenced(const AVCodecParameters &of) {
  return (of.codec_id == AV_CODEC_ID_H264 || of.codec_id == AV_CODEC_ID_HEVC) &&
         (of.field_order == AV_FIELD_UNKNOWN || of.field_order == AV_FIELD_PROGRESSIVE);
}

// Files cut out of a broadcast begin anywhere; elsewhere a first frame that cannot be decoded is
// damage.
bool may_begin_anywhere(const AVInputFormat &format) {
  return (format.flags & AVFMT_TS_DISCONT) != 0;
}

// Since FFmpeg 7, a frame that comes out only after the last packet carries the presentation time
// of that packet, which need not be its own: in an AVI with B-frames it is that of an earlier
// frame. Such a frame has no decoding time.
bool has_own_stamp(const AVFrame &frame, bool draining) {
  return frame.best_effort_timestamp != AV_NOPTS_VALUE &&
         !(draining && frame.pkt_dts == AV_NOPTS_VALUE);
}

} // namespace

VideoDecoder::VideoDecoder(std::unique_ptr<Input> input, CodecPtr codec)
    : input_(std::move(input)), codec_(std::move(codec)), packet_(av_packet_alloc()),
      can_skip_(marks_unreferenced(*stream()->codecpar)) {}

Result<std::unique_ptr<VideoDecoder>> VideoDecoder::open(const std::filesystem::path &file,
                                                         const ClipLimits &limits, int threads,
                                                         const CancelToken &cancel) {
  AFFECT_TRY(input, Input::open(file, limits, cancel));
  if (input->video() < 0)
    return input->error(ErrorCode::unsupported,
                        "The clip has sound only, no picture; open it where sound is read.");
  input->select_stream(input->video());
  AFFECT_TRY(codec, input->decoder(input->video(), threads));
  return std::unique_ptr<VideoDecoder>(new VideoDecoder(std::move(input), std::move(codec)));
}

double VideoDecoder::time_of(std::int64_t stamp) const {
  return seconds_of(stamp, stream()->time_base) - input_->origin();
}

Result<std::optional<Decoded>> VideoDecoder::read() {
  if (pending_) {
    std::optional<Decoded> ready = std::move(pending_);
    pending_.reset();
    return ready;
  }
  return read_unchecked();
}

Result<std::optional<Decoded>> VideoDecoder::read_unchecked() {
  for (;;) {
    if (input_->cancelled())
      return input_->damaged();
    FramePtr frame(av_frame_alloc());
    const int got = avcodec_receive_frame(codec_.get(), frame.get());
    if (got == AVERROR(EAGAIN)) {
      AFFECT_CHECK(feed());
      continue;
    }
    if (got == AVERROR_EOF)
      return std::optional<Decoded>();
    if (got < 0)
      return input_->damaged();
    if (floor_ && frame->best_effort_timestamp != AV_NOPTS_VALUE &&
        frame->best_effort_timestamp < *floor_)
      continue;
    // The time of a frame without a time stamp follows from its predecessor alone.
    if (after_seek_ && !last_time_ && !has_own_stamp(*frame, draining_))
      continue;
    AFFECT_CHECK(check(*frame));
    const double time = stamp_frame(*frame);
    return std::optional(Decoded{std::move(frame), time});
  }
}

Result<void> VideoDecoder::check(const AVFrame &frame) const {
  const bool damaged = (frame.flags & AV_FRAME_FLAG_CORRUPT) != 0 ||
                       (frame.decode_error_flags & ~FF_DECODE_ERROR_MISSING_REFERENCE) != 0;
  if (damaged && !may_begin_anywhere(*input_->format()->iformat))
    return input_->damaged();
  return {};
}

// Times never run backwards, and a frame without one follows the last by the mean distance.
double VideoDecoder::stamp_frame(const AVFrame &frame) {
  double time = 0;
  if (frame.best_effort_timestamp != AV_NOPTS_VALUE) {
    time = time_of(frame.best_effort_timestamp);
  } else if (last_time_) {
    const double rate = av_q2d(stream()->avg_frame_rate);
    time = *last_time_ + (rate > 0 ? 1 / rate : 0.04);
  }
  if (last_time_)
    time = std::max(time, *last_time_);
  last_time_ = time;
  return time;
}

// Sends one packet of the stream, or the end.
Result<void> VideoDecoder::feed() {
  for (;;) {
    if (input_->cancelled())
      return input_->damaged();
    const int got = av_read_frame(input_->format(), packet_.get());
    if (got == AVERROR_EOF) {
      if (!draining_)
        avcodec_send_packet(codec_.get(), nullptr);
      draining_ = true;
      return {};
    }
    if (got < 0)
      return input_->damaged();
    auto sent = accept(*packet_);
    av_packet_unref(packet_.get());
    if (!sent.ok())
      return sent.error();
    if (*sent)
      return {};
  }
}

Result<bool> VideoDecoder::accept(AVPacket &packet) {
  if (packet.stream_index != input_->video())
    return false;
  const bool key = (packet.flags & AV_PKT_FLAG_KEY) != 0;
  if (wait_for_key_ && !key)
    return false;
  if (wait_for_key_) {
    wait_for_key_ = false;
    if (packet.pts != AV_NOPTS_VALUE)
      floor_ = packet.pts;
  }
  const bool tolerant = may_begin_anywhere(*input_->format()->iformat);
  if ((packet.flags & AV_PKT_FLAG_CORRUPT) != 0 && !tolerant)
    return input_->damaged();
  const double time = time_of(packet.pts == AV_NOPTS_VALUE ? packet.dts : packet.pts);
  const bool skip = skip_until_ && packet.pts != AV_NOPTS_VALUE && time < *skip_until_;
  codec_->skip_frame = skip ? AVDISCARD_NONREF : AVDISCARD_DEFAULT;
  if (skip)
    latest_skipped_ = std::max(latest_skipped_.value_or(time), time);
  sent_ = std::max(sent_, time);
  const int sent = avcodec_send_packet(codec_.get(), &packet);
  if (sent < 0 && sent != AVERROR(EAGAIN) && !tolerant)
    return input_->damaged();
  return true;
}

void VideoDecoder::flush() {
  avcodec_flush_buffers(codec_.get());
  draining_ = wait_for_key_ = after_seek_ = false;
  floor_.reset();
  last_time_.reset();
  pending_.reset();
  skip_until_.reset();
  latest_skipped_.reset();
  sent_ = -1;
}

void VideoDecoder::skip_unreferenced_until(std::optional<double> seconds) {
  skip_until_ = can_skip_ ? seconds : std::nullopt;
}

Result<void> VideoDecoder::restart() {
  AFFECT_CHECK(input_->restart());
  if (input_->video() < 0)
    return input_->damaged();
  flush();
  return {};
}

bool VideoDecoder::position(double seconds) {
  const double stamp = (seconds + input_->origin()) / av_q2d(stream()->time_base);
  if (!(std::abs(stamp) < 9e18))
    return false;
  const auto target = static_cast<std::int64_t>(std::floor(stamp + 1e-6));
  return avformat_seek_file(input_->format(), input_->video(), INT64_MIN, target, target, 0) >= 0;
}

Result<void> VideoDecoder::seek(double seconds) {
  // The frames of a GIF build on each other from the first.
  const bool whole = stream()->codecpar->codec_id == AV_CODEC_ID_GIF;
  for (double back = 0; !whole && seconds - back > 0; back = back == 0 ? 1 : back * 2) {
    if (!position(seconds - back))
      break;
    const auto skip_until = skip_until_;
    flush();
    wait_for_key_ = after_seek_ = true;
    skip_until_ = skip_until;
    AFFECT_TRY(first, read_unchecked());
    if (first && first->time <= seconds) {
      pending_ = std::move(first);
      return {};
    }
  }
  const auto skip_until = skip_until_;
  AFFECT_CHECK(restart());
  skip_until_ = skip_until;
  return {};
}

bool VideoDecoder::key_frame_before(double seconds) const {
  AVStream *of = stream();
  if (avformat_index_get_entries_count(of) < 2)
    return seconds > sent_ + 2;
  const double stamp = (seconds + input_->origin()) / av_q2d(of->time_base);
  if (!(std::abs(stamp) < 9e18))
    return false;
  const AVIndexEntry *key = avformat_index_get_entry_from_timestamp(
      of, static_cast<std::int64_t>(stamp), AVSEEK_FLAG_BACKWARD);
  return key && time_of(key->timestamp) > sent_;
}

} // namespace affect::av
