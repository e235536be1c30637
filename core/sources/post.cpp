#include "sources/post.h"

#include "media/text_file.h"

#include <algorithm>

namespace fs = std::filesystem;

namespace affect {
namespace {

// The frames and what the headers say. Sound alone is no error.
Result<ClipContent> load_pictures(const fs::path &file, const CancelToken &cancel) {
  ClipContent content;
  auto reader = FrameReader::open(file, FrameOptions{clip_frame_side, 1}, {}, cancel);
  if (!reader.ok()) {
    if (reader.error().code != ErrorCode::unsupported)
      return reader.error();
    AFFECT_TRY(info, probe_clip(file, {}, cancel));
    if (info.has_video)
      return reader.error();
    content.info = std::move(info);
    return content;
  }
  content.info = reader->info();
  AFFECT_TRY(frames, sample_frames(*reader, clip_frames));
  content.frames = std::move(frames);
  return content;
}

Result<Transcript> transcript_of(const PostSource &source, const ClipInfo &info,
                                 const CancelToken &cancel) {
  if (source.text) {
    const std::string typed = decode_text(*source.text);
    return is_blank(typed) ? Transcript{} : Transcript{{Cue{0, 0, typed, {}}}, "typed"};
  }
  if (!source.text_file.empty()) {
    AFFECT_TRY(transcript, load_transcript(source.text_file, cancel));
    if (!transcript.empty())
      return std::move(transcript);
  }
  if (std::any_of(info.subtitles.begin(), info.subtitles.end(),
                  [](const auto &track) { return track.is_text; }))
    return read_subtitles(source.clip, -1, {}, cancel);
  return Transcript{};
}

Result<Post> load_clip_post(const PostSource &source, const CancelToken &cancel) {
  AFFECT_TRY(content, load_pictures(source.clip, cancel));
  AFFECT_TRY(transcript, transcript_of(source, content.info, cancel));
  content.transcript = std::move(transcript);
  Post post;
  post.source = source;
  if (std::string text = content.transcript.text(); !is_blank(text))
    post.text = std::move(text);
  post.clip = std::make_shared<const ClipContent>(std::move(content));
  return post;
}

} // namespace

std::shared_ptr<const Image> still_of(const Post &post) {
  if (post.image || !post.clip || post.clip->frames.empty())
    return post.image;
  return {post.clip, &post.clip->frames[post.clip->frames.size() / 2].image};
}

Result<Post> load_post(const PostSource &source, const ImageLimits &limits,
                       const CancelToken &cancel) {
  if (!source.clip.empty())
    return load_clip_post(source, cancel);
  Post post;
  post.source = source;
  if (!source.image.empty()) {
    AFFECT_TRY(image, load_image(source.image, limits));
    post.image = std::make_shared<const Image>(std::move(image));
  }
  if (source.text) {
    post.text = decode_text(*source.text);
  } else if (!source.text_file.empty()) {
    AFFECT_TRY(text, load_text(source.text_file));
    post.text = std::move(text);
  }
  if (post.text && is_blank(*post.text))
    post.text.reset();
  if (!post.image && !post.text)
    return make_error(
        ErrorCode::missing_pair,
        source.path().empty()
            ? "The post has neither an image nor a text; add one."
            : "The text is empty and there is no image beside it; add one of the two.",
        source.path());
  return post;
}

} // namespace affect
