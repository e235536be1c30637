#include "media/subtitles.h"

#include "media/av_input.h"
#include "media/text_file.h"

#include <algorithm>

namespace affect {
namespace {

using av::Input;

constexpr std::size_t max_cues = 200'000;
constexpr std::size_t max_text = 32u << 20;

// The text of an ASS event as FFmpeg's decoders give it:
// "ReadOrder,Layer,Style,Name,MarginL,MarginR,MarginV,Effect,Text".
std::string_view event_text(std::string_view event) {
  for (int comma = 0; comma < 8; ++comma) {
    const std::size_t at = event.find(',');
    if (at == std::string_view::npos)
      return {};
    event.remove_prefix(at + 1);
  }
  return event;
}

// Without override blocks, with line breaks as '\n'.
std::string plain(std::string_view event) {
  std::string text;
  for (std::size_t at = 0; at < event.size(); ++at) {
    const char c = event[at];
    if (c == '{' && at + 1 < event.size() && event[at + 1] == '\\') {
      const std::size_t end = event.find('}', at);
      if (end != std::string_view::npos) {
        at = end;
        continue;
      }
    }
    if (c == '\\' && at + 1 < event.size() &&
        (event[at + 1] == 'N' || event[at + 1] == 'n' || event[at + 1] == 'h')) {
      text += event[at + 1] == 'h' ? ' ' : '\n';
      ++at;
    } else if (c != '\r') {
      text += c;
    }
  }
  return trimmed(text);
}

struct FreeSubtitle {
  AVSubtitle *subtitle;
  ~FreeSubtitle() { avsubtitle_free(subtitle); }
};

class TrackReader {
public:
  TrackReader(Input &input, int stream) : input_(input), stream_(stream) {}
  Result<std::vector<Cue>> read();

private:
  Result<void> decode(AVPacket &packet);
  void add(std::string_view event, const AVPacket &packet);

  Input &input_;
  int stream_;
  av::CodecPtr codec_;
  std::vector<Cue> cues_;
  std::size_t bytes_ = 0;
};

Result<std::vector<Cue>> TrackReader::read() {
  AFFECT_TRY(codec, input_.decoder(stream_, 1));
  codec_ = std::move(codec);
  input_.select_stream(stream_);
  const av::PacketPtr packet(av_packet_alloc());
  for (;;) {
    if (input_.cancelled())
      return input_.damaged();
    const int got = av_read_frame(input_.format(), packet.get());
    if (got == AVERROR_EOF)
      return std::move(cues_);
    if (got < 0)
      return input_.damaged();
    auto decoded = packet->stream_index == stream_ ? decode(*packet) : Result<void>();
    av_packet_unref(packet.get());
    if (!decoded.ok())
      return decoded.error();
  }
}

Result<void> TrackReader::decode(AVPacket &packet) {
  AVSubtitle subtitle{};
  const FreeSubtitle free{&subtitle};
  int got = 0;
  if (avcodec_decode_subtitle2(codec_.get(), &subtitle, &got, &packet) < 0)
    return input_.damaged("subtitles");
  for (unsigned i = 0; got && i < subtitle.num_rects; ++i)
    if (const AVSubtitleRect &part = *subtitle.rects[i]; part.ass)
      add(event_text(part.ass), packet);
    else if (part.text)
      add(part.text, packet);
  if (cues_.size() > max_cues || bytes_ > max_text)
    return input_.error(ErrorCode::too_large,
                        "The subtitles are too long; cut the clip into parts.");
  return {};
}

void TrackReader::add(std::string_view event, const AVPacket &packet) {
  const AVRational base = input_.stream(stream_)->time_base;
  Cue cue;
  cue.begin = std::max(0.0, av::seconds_of(packet.pts, base) - input_.origin());
  cue.end = cue.begin + std::max(0.0, av::seconds_of(packet.duration, base));
  // Tracks inside clips are in whatever encoding they were put in.
  const std::string decoded = decode_text(event);
  cue.text = plain(decoded);
  if (is_blank(cue.text))
    return;
  if (codec_->codec_id == AV_CODEC_ID_WEBVTT)
    cue.words = webvtt_words(
        {reinterpret_cast<const char *>(packet.data), static_cast<std::size_t>(packet.size)},
        cue.begin, cue.end);
  else if (codec_->codec_id == AV_CODEC_ID_ASS)
    cue.words = ass_words(decoded, cue.begin, cue.end);
  bytes_ += cue.text.size();
  cues_.push_back(std::move(cue));
}

int chosen_track(const Input &input, int index) {
  const auto is_text = [&](unsigned i) {
    const AVCodecParameters &of = *input.format()->streams[i]->codecpar;
    const AVCodecDescriptor *about = avcodec_descriptor_get(of.codec_id);
    return of.codec_type == AVMEDIA_TYPE_SUBTITLE && about &&
           (about->props & AV_CODEC_PROP_TEXT_SUB) != 0;
  };
  int best = -1;
  for (unsigned i = 0; i < input.format()->nb_streams; ++i) {
    if (!is_text(i) || (index >= 0 && static_cast<int>(i) != index))
      continue;
    const bool standard = (input.format()->streams[i]->disposition & AV_DISPOSITION_DEFAULT) != 0;
    if (best < 0)
      best = static_cast<int>(i);
    if (standard)
      return static_cast<int>(i);
  }
  return best;
}

} // namespace

std::string trimmed(std::string_view text) {
  constexpr std::string_view white = " \t\r\n\f\v";
  const std::size_t first = text.find_first_not_of(white);
  return first == std::string_view::npos
             ? std::string()
             : std::string(text.substr(first, text.find_last_not_of(white) - first + 1));
}

Result<std::vector<Cue>> parse_subtitles(std::string text, const char *demuxer,
                                         const std::filesystem::path &file,
                                         const CancelToken &cancel) {
  AFFECT_TRY(input, Input::open_text(std::move(text), demuxer, file, cancel));
  if (input->format()->nb_streams == 0)
    return input->damaged();
  return TrackReader(*input, 0).read();
}

Result<Transcript> read_subtitle_track(const std::filesystem::path &clip, int index,
                                       const ClipLimits &limits, const CancelToken &cancel) {
  AFFECT_TRY(input, Input::open(clip, limits, cancel));
  const int chosen = chosen_track(*input, index);
  if (chosen < 0)
    return input->error(ErrorCode::unsupported,
                        "The clip has no such track of subtitles in text form.");
  Transcript transcript;
  const AVDictionaryEntry *language =
      av_dict_get(input->stream(chosen)->metadata, "language", nullptr, 0);
  transcript.source = "subtitle track " + std::to_string(chosen);
  if (language && std::string_view(language->value) != "und")
    transcript.source += std::string(" (") + language->value + ")";
  AFFECT_TRY(cues, TrackReader(*input, chosen).read());
  transcript.cues = std::move(cues);
  return transcript;
}

} // namespace affect
