#include "sources/post.h"

#include "media/post_kind.h"
#include "media/text_file.h"
#include "sources/post_list.h"

#include <algorithm>
#include <map>

namespace fs = std::filesystem;

namespace affect {
namespace {

Error not_read(const fs::path &file) {
  return make_error(ErrorCode::unsupported,
                    "This picture format is not read; save it as JPEG or PNG.", file);
}

PostSource source_of(fs::path image, fs::path text_file) {
  PostSource source;
  source.id = (image.empty() ? text_file : image).stem().string();
  source.image = std::move(image);
  source.text_file = std::move(text_file);
  return source;
}

PostSource clip_source(fs::path clip) {
  PostSource source;
  source.id = clip.stem().string();
  source.text_file = transcript_beside(clip);
  source.clip = std::move(clip);
  return source;
}

void scan_text(const fs::path &file, PostScan &scan) {
  const fs::path picture = picture_beside(file);
  if (!picture.empty() && kind_of(picture) == FileKind::clip)
    scan.posts.push_back(clip_source(picture));
  else if (kind_of(file) == FileKind::text)
    scan.posts.push_back(source_of(picture, file));
  else
    scan.errors.push_back(
        make_error(ErrorCode::unsupported,
                   "This is a transcript, but there is no clip of the same name beside it.", file));
}

void scan_file(const fs::path &file, PostScan &scan) {
  switch (kind_of(file)) {
  case FileKind::image:
    scan.posts.push_back(source_of(file, text_beside(file)));
    return;
  case FileKind::clip:
    scan.posts.push_back(clip_source(file));
    return;
  case FileKind::text:
  case FileKind::transcript:
    scan_text(file, scan);
    return;
  case FileKind::list:
    scan = read_post_list(file);
    return;
  case FileKind::other_picture:
    scan.errors.push_back(not_read(file));
    return;
  case FileKind::other:
    break;
  }
  if (probe_image(file).ok())
    scan.posts.push_back(source_of(file, text_beside(file)));
  else if (probe_clip(file).ok())
    scan.posts.push_back(clip_source(file));
  else
    scan.errors.push_back(
        make_error(ErrorCode::unsupported,
                   "This is neither a picture (JPEG, PNG, WebP, BMP, GIF), a clip (MP4, WebM, MKV, "
                   "MOV, AVI …), a text (.txt) nor a list (.csv, .jsonl) of posts.",
                   file));
}

// One step of either iterator over the files of a folder, errors noted instead of thrown.
template <typename Iterator>
void collect(const fs::path &folder, std::vector<fs::path> &files, PostScan &scan,
             const CancelToken &cancel) {
  std::error_code error;
  Iterator at(folder, error);
  if (error) {
    scan.errors.push_back(make_error(ErrorCode::unreadable,
                                     "The folder cannot be read; check its permissions.", folder));
    return;
  }
  for (const Iterator end; at != end && !cancel.cancelled();) {
    std::error_code ignored;
    const bool hidden = at->path().filename().string().starts_with(".");
    if constexpr (requires { at.disable_recursion_pending(); }) {
      if (hidden)
        at.disable_recursion_pending();
    }
    if (!hidden && !at->is_directory(ignored))
      files.push_back(at->path());
    const fs::path last = at->path();
    at.increment(error);
    if (error) {
      scan.errors.push_back(make_error(
          ErrorCode::unreadable, "A folder in here cannot be read; check its permissions.", last));
      return;
    }
  }
}

void scan_folder(const fs::path &folder, bool recursive, PostScan &scan,
                 const CancelToken &cancel) {
  std::vector<fs::path> files;
  if (recursive)
    collect<fs::recursive_directory_iterator>(folder, files, scan, cancel);
  else
    collect<fs::directory_iterator>(folder, files, scan, cancel);
  std::sort(files.begin(), files.end());

  struct Text {
    fs::path file;
    bool taken = false;
  };
  std::map<fs::path, Text> texts; // by path without extension
  std::vector<std::pair<fs::path, FileKind>> pictures;
  for (const fs::path &file : files) {
    if (cancel.cancelled())
      return;
    const FileKind kind = kind_of(file);
    if (kind == FileKind::text)
      texts[fs::path(file).replace_extension()] = {file, false};
    else if (kind == FileKind::image || kind == FileKind::clip)
      pictures.emplace_back(file, kind);
    else if (kind == FileKind::other_picture)
      scan.errors.push_back(not_read(file));
  }
  for (const auto &[file, kind] : pictures) {
    const auto text = texts.find(fs::path(file).replace_extension());
    if (text != texts.end())
      text->second.taken = true;
    if (kind == FileKind::clip)
      scan.posts.push_back(clip_source(file));
    else
      scan.posts.push_back(source_of(file, text == texts.end() ? fs::path() : text->second.file));
  }
  for (const auto &[stem, text] : texts)
    if (!text.taken)
      scan.posts.push_back(source_of({}, text.file));
  std::sort(scan.posts.begin(), scan.posts.end(),
            [](const PostSource &a, const PostSource &b) { return a.path() < b.path(); });
  if (scan.posts.empty() && scan.errors.empty() && !cancel.cancelled())
    scan.errors.push_back(
        make_error(ErrorCode::not_found,
                   "The folder holds no posts: no pictures (JPEG, PNG, WebP, BMP, GIF), no clips "
                   "(MP4, WebM, MKV, MOV, AVI …) and no .txt.",
                   folder));
}

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

fs::path text_beside(const fs::path &image) { return beside(image, {".txt"}); }

std::shared_ptr<const Image> still_of(const Post &post) {
  if (post.image || !post.clip || post.clip->frames.empty())
    return post.image;
  return {post.clip, &post.clip->frames[post.clip->frames.size() / 2].image};
}

PostScan scan_posts(const fs::path &path, bool recursive, const CancelToken &cancel) {
  PostScan scan;
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status))
    scan_folder(path, recursive, scan, cancel);
  else if (!fs::exists(status))
    scan.errors.push_back(
        make_error(ErrorCode::not_found, "There is no such file or folder; check the name.", path));
  else
    scan_file(path, scan);
  return scan;
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
