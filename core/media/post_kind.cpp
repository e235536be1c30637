#include "media/post_kind.h"

#include "media/container_check.h"
#include "media/file_bytes.h"

#include <algorithm>
#include <string>

namespace fs = std::filesystem;

namespace affect {
namespace {

std::string lower_extension(const fs::path &file) {
  std::string extension = file.extension().string();
  for (char &c : extension)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return extension;
}

// Packets of 188 bytes, each begins with 0x47 (ISO/IEC 13818-1, 2.4.3.2).
bool is_transport_stream(const fs::path &file) {
  constexpr std::size_t packet = 188;
  const auto start = read_file_start(file, packet + 1);
  return start.ok() && start->size() > packet && start->front() == 0x47 && (*start)[packet] == 0x47;
}

} // namespace

FileKind kind_of(const fs::path &file) {
  const std::string extension = lower_extension(file);
  const auto is_one_of = [&](std::initializer_list<const char *> list) {
    return std::any_of(list.begin(), list.end(), [&](const char *one) { return extension == one; });
  };
  if (is_one_of({".webp", ".gif"}))
    return is_animation(file) ? FileKind::clip : FileKind::image;
  if (is_one_of({".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp"}))
    return FileKind::image;
  if (is_one_of({".mp4", ".m4v", ".mov",  ".mkv", ".webm", ".avi",  ".flv", ".3gp",
                 ".3g2", ".mpg", ".mpeg", ".mts", ".m2ts", ".ogv",  ".wav", ".mp3",
                 ".m4a", ".aac", ".flac", ".ogg", ".oga",  ".opus", ".mka"}) ||
      (extension == ".ts" && is_transport_stream(file)))
    return FileKind::clip;
  if (is_one_of({".txt"}))
    return FileKind::text;
  if (is_one_of({".srt", ".vtt", ".ass", ".ssa", ".json"}))
    return FileKind::transcript;
  if (is_one_of({".csv", ".jsonl", ".ndjson"}))
    return FileKind::list;
  if (is_one_of({".heic", ".heif", ".avif", ".tif", ".tiff", ".svg", ".jp2", ".jxl", ".psd"}))
    return FileKind::other_picture;
  return FileKind::other;
}

fs::path beside(const fs::path &file, std::initializer_list<const char *> extensions) {
  std::error_code ignored;
  for (const char *extension : extensions) {
    std::string upper(extension);
    for (char &c : upper)
      if (c >= 'a' && c <= 'z')
        c = static_cast<char>(c - 'a' + 'A');
    for (const std::string &form : {std::string(extension), upper}) {
      fs::path candidate = file;
      if (fs::is_regular_file(candidate.replace_extension(form), ignored))
        return candidate;
    }
  }
  return {};
}

fs::path picture_beside(const fs::path &text) {
  return beside(text, {".jpg", ".jpeg", ".png",  ".webp", ".bmp",  ".gif",  ".jpe", ".jfif",
                       ".mp4", ".mov",  ".webm", ".mkv",  ".m4v",  ".avi",  ".flv", ".3gp",
                       ".3g2", ".mpg",  ".mpeg", ".mts",  ".m2ts", ".ogv",  ".wav", ".mp3",
                       ".m4a", ".aac",  ".flac", ".ogg",  ".oga",  ".opus", ".mka"});
}

} // namespace affect
