#include "media/av_input.h"
#include "media/frame_converter.h"

#include <algorithm>
#include <vector>

// The part of Input that reads what a container's headers state, within limits.
namespace affect::av {

Result<void> Input::check_pictures() const {
  for (unsigned i = 0; i < format_->nb_streams; ++i) {
    const AVCodecParameters &stream = *format_->streams[i]->codecpar;
    if (stream.codec_type != AVMEDIA_TYPE_VIDEO)
      continue;
    const AVRational aspect = av_guess_sample_aspect_ratio(format_, format_->streams[i], nullptr);
    const PictureSize shown = shown_size(stream.width, stream.height, aspect, Orientation{});
    const int width = std::max(stream.width, shown.width),
              height = std::max(stream.height, shown.height);
    if (width > limits_.max_side || height > limits_.max_side ||
        std::int64_t{width} * height > limits_.max_pixels)
      return error(ErrorCode::too_large, "The picture is too large (" + std::to_string(width) +
                                             " × " + std::to_string(height) +
                                             " pixels; the limit is " +
                                             std::to_string(limits_.max_side) + " a side and " +
                                             std::to_string(limits_.max_pixels / 1'000'000) +
                                             " megapixels); make the clip smaller.");
  }
  return {};
}

Result<void> Input::read_headers() {
  const auto check_count = [&]() -> Result<void> {
    if (format_->nb_streams > static_cast<unsigned>(limits_.max_streams))
      return error(ErrorCode::too_large, "The clip has more than " +
                                             std::to_string(limits_.max_streams) +
                                             " streams; keep those that are needed.");
    return {};
  };
  AFFECT_CHECK(check_count());
  AFFECT_CHECK(check_pictures());
  // FFmpeg may decode frames to find the stream's parameters; the same limit holds for them.
  const unsigned stated = format_->nb_streams;
  std::vector<AVDictionary *> options(stated, nullptr);
  for (AVDictionary *&one : options)
    av_dict_set_int(&one, "max_pixels", limits_.max_pixels, 0);
  const int found = avformat_find_stream_info(format_, options.data());
  for (AVDictionary *&one : options)
    av_dict_free(&one);
  if (found < 0)
    return damaged();
  AFFECT_CHECK(check_count());
  AFFECT_CHECK(check_pictures());
  if (format_->duration != AV_NOPTS_VALUE &&
      static_cast<double>(format_->duration) / AV_TIME_BASE > limits_.max_seconds)
    return too_long();
  return {};
}

void Input::choose_streams() {
  const auto best = [&](AVMediaType type, int related) {
    const AVCodec *codec = nullptr;
    const int found = av_find_best_stream(format_, type, -1, related, &codec, 0);
    if (found < 0 || (stream(found)->disposition & AV_DISPOSITION_ATTACHED_PIC) != 0)
      return -1;
    const AVCodecParameters &of = *stream(found)->codecpar;
    return type == AVMEDIA_TYPE_VIDEO && (of.width <= 0 || of.height <= 0) ? -1 : found;
  };
  video_ = best(AVMEDIA_TYPE_VIDEO, -1);
  audio_ = best(AVMEDIA_TYPE_AUDIO, video_);
  bool known = false;
  for (const int index : {video_, audio_}) {
    if (index < 0 || stream(index)->start_time == AV_NOPTS_VALUE)
      continue;
    double start = seconds_of(stream(index)->start_time, stream(index)->time_base);
    // The encoder's priming samples, which are never played, come before the start.
    constexpr double longest_run_up = 0.1;
    if (index == audio_ && start < 0 && start > -longest_run_up)
      start = 0;
    origin_ = known ? std::min(origin_, start) : start;
    known = true;
  }
}

// Files that were recorded live state no duration, and for streams of packets without time stamps
// FFmpeg only estimates it.
Result<void> Input::measure() {
  const bool stated = format_->duration != AV_NOPTS_VALUE && format_->duration > 0;
  if ((stated && format_->duration_estimation_method != AVFMT_DURATION_FROM_BITRATE) || measured_)
    return {};
  measured_ = true; // restart() may come back here
  const PacketPtr packet(av_packet_alloc());
  while (av_read_frame(format_, packet.get()) >= 0) {
    const int index = packet->stream_index;
    const std::int64_t stamp = packet->pts == AV_NOPTS_VALUE ? packet->dts : packet->pts;
    if ((index == video_ || index == audio_) && stamp != AV_NOPTS_VALUE)
      measured_end_ = std::max(
          measured_end_, seconds_of(stamp + packet->duration, stream(index)->time_base) - origin_);
    av_packet_unref(packet.get());
    if (measured_end_ > limits_.max_seconds)
      return too_long();
  }
  if (cancelled())
    return damaged();
  return restart();
}

} // namespace affect::av
