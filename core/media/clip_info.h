#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace affect {

/// Bounds of a clip, checked from what its headers state before a frame is decoded.
struct ClipLimits {
  std::int64_t max_pixels = 64 << 20; ///< width * height of a frame, as stored and as shown
  int max_side = 16'384;              ///< either side of a frame
  double max_seconds = 24 * 3600;     ///< duration
  int max_streams = 64;               ///< of all kinds together
};

/// A track of subtitles inside a clip.
struct SubtitleTrack {
  int index = 0;        ///< number of the stream in the file
  std::string language; ///< ISO 639 as stored, e.g. "eng"; empty where unknown
  std::string codec;    ///< "mov_text", "subrip", "ass", "webvtt", …
  bool is_text = false; ///< false: pictures of text, which are not read
};

/// What a clip holds, as its headers and first packets state. All times in seconds. Where a file
/// has several streams of a kind, the one FFmpeg's tool would choose; covers of songs are not
/// video.
struct ClipInfo {
  std::string container; ///< "mp4", "matroska", "avi", "flv", "gif", "webp", "wav", …
  double duration =
      0; ///< of the longest of the chosen streams, from `start`; 0 where it cannot be known
  double start =
      0; ///< time stamp of the earliest chosen stream; every time elsewhere counts from it

  bool has_video = false;
  int width = 0;  ///< as shown: sample aspect and rotation applied
  int height = 0; ///< likewise
  int rotation =
      0; ///< clockwise degrees the stored picture is turned by when shown: 0, 90, 180, 270
  double frame_rate = 0;             ///< mean, frames a second; 0 where unknown
  std::optional<bool> variable_rate; ///< frames unevenly spaced; empty where the headers do not say
  std::string video_codec;           ///< "h264", "vp9", …
  std::string pixel_format;          ///< FFmpeg's name, e.g. "yuv420p10le"
  bool interlaced =
      false; ///< stated by the stream; frames are given woven, as stored, without deinterlacing

  bool has_audio = false;
  int sample_rate = 0; ///< Hz
  int channels = 0;
  std::string audio_codec; ///< "aac", "opus", …

  std::vector<SubtitleTrack> subtitles;
};

/// Reads what a video clip, an animation (GIF, WebP) or a sound file holds. Read are MP4/MOV/M4A,
/// Matroska/WebM, AVI, FLV, GIF, WebP, Ogg, MPEG-TS, MPEG-PS, WAV, MP3, FLAC and AAC; playlists are
/// not followed, and no other file that a clip names is opened. Errors: not_found, unreadable,
/// bad_format (also cut off), unsupported (another format, or neither picture nor sound in it that
/// can be decoded), too_large (beyond the limits), cancelled.
Result<ClipInfo> probe_clip(const std::filesystem::path &file, const ClipLimits &limits = {},
                            const CancelToken &cancel = {});

} // namespace affect
