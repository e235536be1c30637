#include "sources/pairing.h"

#include "media/clip_info.h"
#include "media/post_kind.h"
#include "media/transcript.h"

namespace fs = std::filesystem;

namespace affect {
namespace {

Result<PostSource> post_of_words(const fs::path &file, FileKind kind) {
  const fs::path picture = picture_beside(file);
  if (!picture.empty() && kind_of(picture) == FileKind::clip)
    return clip_post(picture);
  if (kind == FileKind::text)
    return image_post(picture, file);
  return make_error(ErrorCode::unsupported,
                    "This is a transcript, but there is no clip of the same name beside it.", file);
}

// Its name says nothing, so its content decides.
Result<PostSource> post_of_unnamed(const fs::path &file) {
  if (probe_image(file).ok())
    return image_post(file, text_beside(file));
  if (probe_clip(file).ok())
    return clip_post(file);
  return make_error(ErrorCode::unsupported,
                    "This is neither a picture (JPEG, PNG, WebP, BMP, GIF), a clip (MP4, WebM, "
                    "MKV, MOV, AVI …), a text (.txt) nor a list (.csv, .jsonl) of posts.",
                    file);
}

} // namespace

fs::path text_beside(const fs::path &image) { return beside(image, {".txt"}); }

fs::path words_beside(const PostSource &source) {
  if (!source.clip.empty())
    return transcript_beside(source.clip);
  return source.image.empty() ? fs::path() : text_beside(source.image);
}

PostSource image_post(fs::path image, fs::path text_file) {
  PostSource source;
  source.id = (image.empty() ? text_file : image).stem().string();
  source.image = std::move(image);
  source.text_file = std::move(text_file);
  return source;
}

PostSource clip_post(fs::path clip) {
  PostSource source;
  source.id = clip.stem().string();
  source.text_file = transcript_beside(clip);
  source.clip = std::move(clip);
  return source;
}

Result<PostSource> post_of_file(const fs::path &file) {
  switch (const FileKind kind = kind_of(file)) {
  case FileKind::image:
    return image_post(file, text_beside(file));
  case FileKind::clip:
    return clip_post(file);
  case FileKind::text:
  case FileKind::transcript:
    return post_of_words(file, kind);
  case FileKind::other_picture:
    return picture_not_read(file);
  case FileKind::list:
  case FileKind::other:
    break;
  }
  return post_of_unnamed(file);
}

Error picture_not_read(const fs::path &file) {
  return make_error(ErrorCode::unsupported,
                    "This picture format is not read; save it as JPEG or PNG.", file);
}

} // namespace affect
