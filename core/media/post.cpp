#include "media/post.h"

#include "media/post_list.h"
#include "media/text_file.h"

#include <algorithm>
#include <map>

namespace fs = std::filesystem;

namespace affect {
namespace {

enum class Kind { image, text, list, other_picture, other };

std::string lower_extension(const fs::path &file) {
  std::string extension = file.extension().string();
  for (char &c : extension)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return extension;
}

Kind kind_of(const fs::path &file) {
  const std::string extension = lower_extension(file);
  const auto is_one_of = [&](std::initializer_list<const char *> list) {
    return std::any_of(list.begin(), list.end(), [&](const char *one) { return extension == one; });
  };
  if (is_one_of({".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp", ".gif"}))
    return Kind::image;
  if (is_one_of({".txt"}))
    return Kind::text;
  if (is_one_of({".csv", ".jsonl", ".ndjson"}))
    return Kind::list;
  if (is_one_of({".heic", ".heif", ".avif", ".tif", ".tiff", ".svg", ".jp2", ".jxl", ".psd"}))
    return Kind::other_picture;
  return Kind::other;
}

Error not_read(const fs::path &file) {
  return make_error(ErrorCode::unsupported, "This picture format is not read; save it as JPEG or PNG.", file);
}

bool is_file(const fs::path &file) {
  std::error_code ignored;
  return fs::is_regular_file(file, ignored);
}

// The file beside `file` with the same stem and one of the extensions, in either case; empty where none is.
fs::path beside(const fs::path &file, std::initializer_list<const char *> extensions) {
  for (const char *extension : extensions) {
    std::string upper(extension);
    for (char &c : upper)
      if (c >= 'a' && c <= 'z')
        c = static_cast<char>(c - 'a' + 'A');
    for (const std::string &form : {std::string(extension), upper}) {
      fs::path candidate = file;
      if (is_file(candidate.replace_extension(form)))
        return candidate;
    }
  }
  return {};
}

PostSource source_of(fs::path image, fs::path text_file) {
  PostSource source;
  source.id = (image.empty() ? text_file : image).stem().string();
  source.image = std::move(image);
  source.text_file = std::move(text_file);
  return source;
}

void scan_file(const fs::path &file, PostScan &scan) {
  switch (kind_of(file)) {
  case Kind::image:
    scan.posts.push_back(source_of(file, text_beside(file)));
    return;
  case Kind::text:
    scan.posts.push_back(
        source_of(beside(file, {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".jpe", ".jfif"}), file));
    return;
  case Kind::list:
    scan = read_post_list(file);
    return;
  case Kind::other_picture:
    scan.errors.push_back(not_read(file));
    return;
  case Kind::other:
    break;
  }
  if (probe_image(file).ok())
    scan.posts.push_back(source_of(file, text_beside(file)));
  else
    scan.errors.push_back(make_error(
        ErrorCode::unsupported,
        "This is neither a picture (JPEG, PNG, WebP, BMP, GIF), a text (.txt) nor a list (.csv, .jsonl) of posts.",
        file));
}

// One step of either iterator over the files of a folder, errors noted instead of thrown.
template <typename Iterator>
void collect(const fs::path &folder, std::vector<fs::path> &files, PostScan &scan, const CancelToken &cancel) {
  std::error_code error;
  Iterator at(folder, error);
  if (error) {
    scan.errors.push_back(
        make_error(ErrorCode::unreadable, "The folder cannot be read; check its permissions.", folder));
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
      scan.errors.push_back(
          make_error(ErrorCode::unreadable, "A folder in here cannot be read; check its permissions.", last));
      return;
    }
  }
}

void scan_folder(const fs::path &folder, bool recursive, PostScan &scan, const CancelToken &cancel) {
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
  for (const fs::path &file : files)
    if (kind_of(file) == Kind::text)
      texts[fs::path(file).replace_extension()] = {file, false};
  for (const fs::path &file : files) {
    const Kind kind = kind_of(file);
    if (kind == Kind::other_picture)
      scan.errors.push_back(not_read(file));
    if (kind != Kind::image)
      continue;
    const auto text = texts.find(fs::path(file).replace_extension());
    if (text != texts.end())
      text->second.taken = true;
    scan.posts.push_back(source_of(file, text == texts.end() ? fs::path() : text->second.file));
  }
  for (const auto &[stem, text] : texts)
    if (!text.taken)
      scan.posts.push_back(source_of({}, text.file));
  std::sort(scan.posts.begin(), scan.posts.end(),
            [](const PostSource &a, const PostSource &b) { return a.path() < b.path(); });
  if (scan.posts.empty() && scan.errors.empty() && !cancel.cancelled())
    scan.errors.push_back(make_error(ErrorCode::not_found,
                                     "The folder holds no posts: no pictures (JPEG, PNG, WebP, BMP, GIF) and no .txt.",
                                     folder));
}

} // namespace

fs::path text_beside(const fs::path &image) { return beside(image, {".txt"}); }

PostScan scan_posts(const fs::path &path, bool recursive, const CancelToken &cancel) {
  PostScan scan;
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status))
    scan_folder(path, recursive, scan, cancel);
  else if (!fs::exists(status))
    scan.errors.push_back(make_error(ErrorCode::not_found, "There is no such file or folder; check the name.", path));
  else
    scan_file(path, scan);
  return scan;
}

Result<Post> load_post(const PostSource &source, const ImageLimits &limits) {
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
    return make_error(ErrorCode::missing_pair,
                      source.path().empty() ? "The post has neither an image nor a text; add one."
                                            : "The text is empty and there is no image beside it; add one of the two.",
                      source.path());
  return post;
}

} // namespace affect
