#pragma once

#include "media/clip_info.h"

#include <optional>
#include <string>
#include <vector>

namespace affect {

/// A word and when it is said, seconds from the clip's start.
struct TimedWord {
  double begin = 0;
  double end = 0;
  std::string text; ///< UTF-8, without white space around it
};

/// A passage of a transcript. Without times (a plain text) begin and end are both 0.
struct Cue {
  double begin = 0; ///< seconds from the clip's start
  double end = 0;
  std::string text;             ///< UTF-8, mark-up stripped; lines of the cue parted by '\n'
  std::vector<TimedWord> words; ///< empty where the source times no words

  bool timed() const { return end > begin; }
};

/// What is said in a clip.
struct Transcript {
  std::vector<Cue> cues; ///< by time
  std::string
      source; ///< where it comes from, for the user: "subtitle track 2 (eng)", "talk.srt", "typed"

  bool empty() const { return cues.empty(); }
  /// All cues, one a line.
  std::string text() const;
};

/// Reads .srt, .vtt, .ass, .ssa (FFmpeg's parsers), .txt (one cue without times) or .json:
/// {"segments": [{"start", "end", "text", "words": [{"word", "start", "end"}]}]} as Whisper writes
/// it, or a list of such words. Encodings as load_text. Errors: not_found, unreadable, too_large
/// (beyond 32 MB), bad_format, unsupported (another ending), cancelled.
Result<Transcript> load_transcript(const std::filesystem::path &file,
                                   const CancelToken &cancel = {});

/// Reads a subtitle track of text inside a clip. @param index  SubtitleTrack::index; negative: the
/// default track Errors: as probe_clip; unsupported where there is no such track.
Result<Transcript> read_subtitles(const std::filesystem::path &clip, int index = -1,
                                  const ClipLimits &limits = {}, const CancelToken &cancel = {});

/// The file beside a clip with the same stem that load_transcript reads; in the order of .srt,
/// .vtt, .ass, .ssa, .json, .txt where there are several; empty where there is none.
std::filesystem::path transcript_beside(const std::filesystem::path &clip);

/// The transcript of a clip: of the file beside it, else of its subtitles, else none. Errors: as
/// the two above.
Result<std::optional<Transcript>> find_transcript(const std::filesystem::path &clip,
                                                  const CancelToken &cancel = {});

} // namespace affect
