#include "media/transcript.h"

#include "media/post_kind.h"
#include "media/subtitles.h"
#include "media/text_file.h"

#include <algorithm>

namespace fs = std::filesystem;

namespace affect {
namespace {

constexpr std::uintmax_t max_bytes = 32u << 20;

std::string lower_extension(const fs::path &file) {
  std::string extension = file.extension().string();
  for (char &c : extension)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return extension;
}

Result<std::vector<Cue>> cues_of(const fs::path &file, std::string text,
                                 const CancelToken &cancel) {
  const std::string extension = lower_extension(file);
  if (is_blank(text))
    return std::vector<Cue>();
  if (extension == ".txt")
    return std::vector<Cue>{{0, 0, trimmed(text), {}}};
  if (extension == ".json") {
    auto cues = parse_transcript_json(text);
    if (!cues.ok())
      return make_error(cues.error().code, cues.error().message, file);
    return cues;
  }
  if (extension == ".srt")
    return parse_subtitles(std::move(text), "srt", file, cancel);
  if (extension == ".vtt")
    return parse_subtitles(std::move(text), "webvtt", file, cancel);
  if (extension == ".ass" || extension == ".ssa")
    return parse_subtitles(std::move(text), "ass", file, cancel);
  return make_error(
      ErrorCode::unsupported,
      "This is no transcript that is read; save it as .srt, .vtt, .ass, .json or .txt.", file);
}

void sort_by_time(std::vector<Cue> &cues) {
  std::stable_sort(cues.begin(), cues.end(),
                   [](const Cue &a, const Cue &b) { return a.begin < b.begin; });
}

} // namespace

std::string Transcript::text() const {
  std::string all;
  for (const Cue &cue : cues) {
    if (cue.text.empty())
      continue;
    if (!all.empty())
      all += '\n';
    all += cue.text;
  }
  return all;
}

Result<Transcript> load_transcript(const fs::path &file, const CancelToken &cancel) {
  AFFECT_TRY(text, load_text(file, max_bytes));
  AFFECT_TRY(cues, cues_of(file, std::move(text), cancel));
  sort_by_time(cues);
  return Transcript{std::move(cues), file.filename().string()};
}

Result<Transcript> read_subtitles(const fs::path &clip, int index, const ClipLimits &limits,
                                  const CancelToken &cancel) {
  AFFECT_TRY(track, read_subtitle_track(clip, index, limits, cancel));
  sort_by_time(track.cues);
  return std::move(track);
}

fs::path transcript_beside(const fs::path &clip) {
  return beside(clip, {".srt", ".vtt", ".ass", ".ssa", ".json", ".txt"});
}

Result<std::optional<Transcript>> find_transcript(const fs::path &clip, const CancelToken &cancel) {
  if (const fs::path file = transcript_beside(clip); !file.empty()) {
    AFFECT_TRY(transcript, load_transcript(file, cancel));
    if (!transcript.empty())
      return std::optional(std::move(transcript));
  }
  AFFECT_TRY(info, probe_clip(clip, {}, cancel));
  if (std::none_of(info.subtitles.begin(), info.subtitles.end(),
                   [](const SubtitleTrack &track) { return track.is_text; }))
    return std::optional<Transcript>();
  AFFECT_TRY(transcript, read_subtitles(clip, -1, {}, cancel));
  if (transcript.empty())
    return std::optional<Transcript>();
  return std::optional(std::move(transcript));
}

} // namespace affect
