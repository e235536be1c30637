#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "media/frame_reader.h"
#include "media/image.h"
#include "media/transcript.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace affect {

/// Where a post's parts are; nothing is read yet.
struct PostSource {
  std::string id;                  ///< stem of the file or row of the list; for the user
  std::filesystem::path image;     ///< empty: no image
  std::filesystem::path text_file; ///< empty: no text file
  std::optional<std::string>
      text; ///< typed, pasted or from a list; goes before text_file and a clip's subtitles
  std::filesystem::path clip =
      {}; ///< video clip, animation or sound; `image` is then empty, `text_file` a transcript

  /// The path that names the post in reports: the clip's, else the image's, else the text's.
  const std::filesystem::path &path() const {
    return !clip.empty() ? clip : image.empty() ? text_file : image;
  }
};

/// What of a clip is kept in memory.
struct ClipContent {
  ClipInfo info;
  std::vector<Frame>
      frames; ///< sample_frames of clip_frames, at most clip_frame_side long; none: sound only
  Transcript transcript; ///< typed, of the file beside it, or of its subtitles; empty: missing
};
inline constexpr int clip_frames = 16;
inline constexpr int clip_frame_side = 512; ///< pixels

/// A post in memory. Of image, text and clip any may be missing, not all.
struct Post {
  PostSource source;
  std::shared_ptr<const Image> image; ///< null: missing, or a clip
  std::optional<std::string> text;    ///< UTF-8; a clip's transcript; empty optional: missing
  std::shared_ptr<const ClipContent> clip = {}; ///< null: not a clip

  /// Whether there is something to see: an image, or a clip's frames.
  bool has_picture() const { return image || (clip && !clip->frames.empty()); }
};

/// One picture that stands for a post where only one can be read or shown: its image, or the middle
/// one of a clip's frames; null where there is neither.
std::shared_ptr<const Image> still_of(const Post &post);

/// What a path held: posts, and the files that could not become one (each with its reason).
struct PostScan {
  std::vector<PostSource> posts;
  std::vector<Error> errors;
};

/// One file (image, clip, text, .csv or .jsonl list with columns image,text) or a folder (images
/// and clips paired with the text or transcript of the same stem; .txt without either stand alone),
/// sorted by name. Folders are searched recursively where asked. An image without a text beside it
/// is a post with its text missing; the reverse likewise. A single image, clip, .txt or transcript
/// is joined by what lies beside it, so that each gives the same post. An animated GIF or WebP is a
/// clip, a still one an image. See post_list.h for lists. A cancelled search ends soon with
/// what it has; the caller drops that.
PostScan scan_posts(const std::filesystem::path &path, bool recursive = true,
                    const CancelToken &cancel = {});

/// Reads the parts. A part that cannot be read is an error of the whole post, for a reading without
/// it would mislead. A whitespace-only text counts as missing. A clip without sound, without a
/// picture or without a transcript is none the less a post. Errors: as load_image, load_text,
/// FrameReader and load_transcript; missing_pair where all parts are missing.
Result<Post> load_post(const PostSource &source, const ImageLimits &limits = {},
                       const CancelToken &cancel = {});

} // namespace affect
