#include "media/clip_info.h"

#include "media/av_input.h"
#include "media/byte_view.h"
#include "media/file_bytes.h"
#include "media/frame_converter.h"
#include "media/frame_source.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace affect {
namespace av {
namespace {

// "mov,mp4,m4a,…" is one demuxer; the brand says which of them it is.
std::string container_of(const AVFormatContext &format) {
  const std::string name = format.iformat->name;
  if (name.starts_with("mov")) {
    const AVDictionaryEntry *brand = av_dict_get(format.metadata, "major_brand", nullptr, 0);
    const bool quicktime = !brand || std::string(brand->value).starts_with("qt");
    return quicktime ? "mov" : "mp4";
  }
  return name.substr(0, name.find(','));
}

// Whether the distances between the time stamps of the index differ; empty where there is no index
// of all frames.
std::optional<bool> uneven_index(AVStream *stream) {
  const int entries = avformat_index_get_entries_count(stream);
  if (entries < 3 || stream->nb_frames != entries)
    return std::nullopt;
  std::int64_t shortest = INT64_MAX, longest = 0,
               last = avformat_index_get_entry(stream, 0)->timestamp;
  for (int i = 1; i < entries; ++i) {
    const std::int64_t now = avformat_index_get_entry(stream, i)->timestamp;
    shortest = std::min(shortest, now - last);
    longest = std::max(longest, now - last);
    last = now;
  }
  // Rates such as 29.97 do not fit every time base: distances differ by one unit.
  return longest - shortest > 1;
}

std::optional<bool> is_variable(AVStream *stream) {
  if (const auto uneven = uneven_index(stream))
    return uneven;
  const double mean = av_q2d(stream->avg_frame_rate), finest = av_q2d(stream->r_frame_rate);
  if (!(mean > 0) || !(finest > 0))
    return std::nullopt;
  return std::abs(finest - mean) / finest > 0.02 ? std::optional(true) : std::nullopt;
}

void describe_video(const Input &input, ClipInfo &info) {
  AVStream *stream = input.stream(input.video());
  const AVCodecParameters &of = *stream->codecpar;
  const Orientation turn = orientation_of(*stream);
  const PictureSize size = shown_size(
      of.width, of.height, av_guess_sample_aspect_ratio(input.format(), stream, nullptr), turn);
  info.has_video = true;
  info.width = size.width;
  info.height = size.height;
  info.rotation = turn.degrees;
  const AVRational mean =
      stream->avg_frame_rate.num > 0 ? stream->avg_frame_rate : stream->r_frame_rate;
  info.frame_rate = mean.num > 0 && mean.den > 0 ? av_q2d(mean) : 0;
  info.variable_rate = is_variable(stream);
  info.video_codec = avcodec_get_name(of.codec_id);
  if (const char *name = av_get_pix_fmt_name(static_cast<AVPixelFormat>(of.format)))
    info.pixel_format = name;
  info.interlaced = of.field_order != AV_FIELD_UNKNOWN && of.field_order != AV_FIELD_PROGRESSIVE;
}

bool is_text(AVCodecID codec) {
  const AVCodecDescriptor *about = avcodec_descriptor_get(codec);
  return about && (about->props & AV_CODEC_PROP_TEXT_SUB) != 0;
}

// End of a stream from the clip's start; 0 where the headers do not state it.
double end_of(const Input &input, int index) {
  const AVStream *stream = index < 0 ? nullptr : input.stream(index);
  if (!stream || stream->duration == AV_NOPTS_VALUE || stream->duration <= 0)
    return 0;
  const double start = stream->start_time == AV_NOPTS_VALUE
                           ? input.origin()
                           : seconds_of(stream->start_time, stream->time_base);
  return start - input.origin() + seconds_of(stream->duration, stream->time_base);
}

} // namespace

ClipInfo describe(const Input &input) {
  ClipInfo info;
  info.container = container_of(*input.format());
  info.start = input.origin();
  if (input.video() >= 0)
    describe_video(input, info);
  if (input.audio() >= 0) {
    const AVCodecParameters &of = *input.stream(input.audio())->codecpar;
    info.has_audio = true;
    info.sample_rate = of.sample_rate;
    info.channels = of.ch_layout.nb_channels;
    info.audio_codec = avcodec_get_name(of.codec_id);
  }
  for (unsigned i = 0; i < input.format()->nb_streams; ++i) {
    const AVStream *stream = input.format()->streams[i];
    if (stream->codecpar->codec_type != AVMEDIA_TYPE_SUBTITLE)
      continue;
    const AVDictionaryEntry *language = av_dict_get(stream->metadata, "language", nullptr, 0);
    info.subtitles.push_back({static_cast<int>(i), language ? language->value : "",
                              avcodec_get_name(stream->codecpar->codec_id),
                              is_text(stream->codecpar->codec_id)});
  }
  info.duration = input.measured_end();
  if (info.duration <= 0)
    info.duration = std::max(end_of(input, input.video()), end_of(input, input.audio()));
  if (info.duration <= 0 && input.format()->duration != AV_NOPTS_VALUE)
    info.duration = static_cast<double>(input.format()->duration) / AV_TIME_BASE;
  return info;
}

} // namespace av

Result<bool> is_webp(const std::filesystem::path &file) {
  AFFECT_TRY(start, read_file_start(file, 12));
  const ByteView view(start);
  return view.matches(0, "RIFF") && view.matches(8, "WEBP");
}

Result<ClipInfo> probe_clip(const std::filesystem::path &file, const ClipLimits &limits,
                            const CancelToken &cancel) {
  AFFECT_TRY(webp, is_webp(file));
  if (webp) {
    AFFECT_TRY(frames, open_webp_frames(file, FrameOptions{}, limits, cancel));
    return frames->info();
  }
  AFFECT_TRY(input, av::Input::open(file, limits, cancel));
  return av::describe(*input);
}

} // namespace affect
