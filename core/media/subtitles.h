#pragma once

#include "media/transcript.h"

#include <string_view>

/// The parts of transcript.cpp.
namespace affect {

/// Subtitles in UTF-8 as FFmpeg's demuxer "srt", "webvtt" or "ass" reads them. Errors: bad_format,
/// too_large, cancelled.
Result<std::vector<Cue>> parse_subtitles(std::string text, const char *demuxer,
                                         const std::filesystem::path &file,
                                         const CancelToken &cancel);

/// As read_subtitles.
Result<Transcript> read_subtitle_track(const std::filesystem::path &clip, int index,
                                       const ClipLimits &limits, const CancelToken &cancel);

/// The JSON form of load_transcript. Errors: bad_format; they name no file.
Result<std::vector<Cue>> parse_transcript_json(std::string_view text);

/// Words with the times that a cue of WebVTT ("<00:01.500>") or ASS ("{\k30}") gives inside its
/// text; none where it gives none. Times in WebVTT are absolute, in ASS lengths in hundredths of a
/// second from `begin` on.
std::vector<TimedWord> webvtt_words(std::string_view cue, double begin, double end);
std::vector<TimedWord> ass_words(std::string_view event, double begin, double end);

/// Without white space at both ends.
std::string trimmed(std::string_view text);

} // namespace affect
