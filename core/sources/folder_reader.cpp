#include "sources/folder_reader.h"

#include "media/post_kind.h"
#include "sources/pairing.h"

#include <sys/stat.h>

namespace fs = std::filesystem;

namespace affect {
namespace {

template <typename Do> void each_of_stem(const FolderNames &names, std::string_view stem, Do act) {
  const std::string dotted = std::string(stem) + ".";
  for (std::size_t i = names.lower_bound(dotted);
       i < names.size() && names.name(i).starts_with(dotted); ++i)
    if (stem_of(names.name(i)) == stem)
      act(names.name(i));
}

// The text of the same stem; where there are two (.TXT and .txt), the last by name.
std::string_view text_of(const FolderNames &names, std::string_view stem) {
  std::string_view found;
  each_of_stem(names, stem, [&](std::string_view name) {
    if (extension_of(name) == ".txt")
      found = name;
  });
  return found;
}

bool has_picture(const FolderNames &names, const fs::path &folder, std::string_view stem) {
  bool found = false;
  each_of_stem(names, stem, [&](std::string_view name) {
    if (found || extension_of(name) == ".txt")
      return;
    const FileKind kind = kind_of(folder / name);
    found = kind == FileKind::image || kind == FileKind::clip;
  });
  return found;
}

FoundPost failed(const fs::path &path, const std::string &below, Error error) {
  return {path.string(), below.empty() ? path.filename().string() : below, {}, std::move(error)};
}

} // namespace

FolderReader::FolderReader(const fs::path &folder, const NamePatterns &patterns,
                           VisitedFolders &visited, CancelToken cancel, bool recursive)
    : root_(folder), patterns_(patterns), visited_(visited), cancel_(std::move(cancel)),
      recursive_(recursive) {}

std::optional<FoundPost> FolderReader::next() {
  auto post = advance();
  if (post) {
    found_ = true;
    return post;
  }
  if (found_ || !entered_ || patterns_.any() || cancel_.cancelled())
    return std::nullopt;
  found_ = true;
  return failed(root_, {},
                make_error(ErrorCode::not_found,
                           "The folder holds no posts: no pictures (JPEG, PNG, WebP, BMP, GIF), no "
                           "clips (MP4, WebM, MKV, MOV, AVI …) and no .txt.",
                           root_));
}

std::optional<FoundPost> FolderReader::advance() {
  if (!std::exchange(started_, true))
    if (auto unreadable = enter(root_, {}))
      return unreadable;
  while (!levels_.empty() && !cancel_.cancelled()) {
    Level &level = levels_.back();
    if (level.next == level.names.size()) {
      levels_.pop_back();
      continue;
    }
    const std::size_t i = level.next++;
    if (auto post = visit(level, i))
      return post;
  }
  return std::nullopt;
}

std::optional<FoundPost> FolderReader::enter(const fs::path &folder, const std::string &below) {
  struct stat status = {};
  if (::stat(folder.c_str(), &status) == 0 &&
      !visited_.emplace(status.st_dev, status.st_ino).second)
    return std::nullopt; // visited before, through a link or in a loop of links
  entered_ = true;
  auto names = FolderNames::read(folder);
  if (!names.ok())
    return failed(folder, below, names.error());
  levels_.push_back({folder, below, std::move(*names)});
  return std::nullopt;
}

std::optional<FoundPost> FolderReader::visit(const Level &level, std::size_t i) {
  const std::string name(level.names.name(i));
  const fs::path path = level.folder / name;
  const std::string below = level.below.empty() ? name : level.below + "/" + name;
  std::error_code ignored;
  if (level.names.is_file(i) || !fs::is_directory(path, ignored))
    return visit_file(level, path, below);
  if (!recursive_ || patterns_.excludes(below, name))
    return std::nullopt;
  return enter(path, below);
}

std::optional<FoundPost> FolderReader::visit_file(const Level &level, const fs::path &file,
                                                  const std::string &below) {
  const FileKind kind = kind_of(file);
  if (kind != FileKind::image && kind != FileKind::clip && kind != FileKind::text &&
      kind != FileKind::other_picture)
    return std::nullopt;
  const std::string name = file.filename().string();
  const std::string_view text = text_of(level.names, stem_of(name));
  if (kind == FileKind::text &&
      (text != name || has_picture(level.names, level.folder, stem_of(name))))
    return std::nullopt; // comes with its picture
  if (!patterns_.take(below, name))
    return std::nullopt;
  if (kind == FileKind::other_picture)
    return failed(file, below, picture_not_read(file));
  if (kind == FileKind::clip)
    return FoundPost{file.string(), below, clip_post(file), std::nullopt};
  const fs::path text_file = text.empty() ? fs::path() : level.folder / text;
  return FoundPost{file.string(), below,
                   image_post(kind == FileKind::image ? file : fs::path(), text_file),
                   std::nullopt};
}

} // namespace affect
