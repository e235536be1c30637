#include "sources/scan.h"

#include "media/post_kind.h"
#include "media/transcript.h"
#include "sources/folder_names.h"
#include "sources/post_list.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fnmatch.h>
#include <sys/stat.h>

namespace fs = std::filesystem;

namespace affect {
namespace {

class Patterns {
public:
  explicit Patterns(const ScanOptions &options) : options_(options) {}

  bool any() const { return !options_.include.empty() || !options_.exclude.empty(); }
  /// `below`: path below the input; `name`: its last part.
  bool take(const std::string &below, const std::string &name) const {
    return (options_.include.empty() || fits(options_.include, below, name)) &&
           !excludes(below, name);
  }
  bool excludes(const std::string &below, const std::string &name) const {
    return fits(options_.exclude, below, name);
  }

private:
  static bool fits(const std::vector<std::string> &patterns, const std::string &below,
                   const std::string &name) {
    return std::any_of(patterns.begin(), patterns.end(), [&](const std::string &pattern) {
      const std::string &named = pattern.find('/') == std::string::npos ? name : below;
      return ::fnmatch(pattern.c_str(), named.c_str(), 0) == 0;
    });
  }
  const ScanOptions &options_;
};

class Walk {
public:
  Walk(const ScanOptions &options, const ScanVisitor &visit, const CancelToken &cancel)
      : patterns_(options), shard_(options.shard), visit_(visit), cancel_(cancel) {}

  /// False: the visitor has had enough.
  bool input(const fs::path &path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status))
      return fail(path, make_error(ErrorCode::not_found,
                                   "There is no such file or folder; check the name.", path));
    if (fs::is_directory(status)) {
      const std::uint64_t before = place_;
      const std::size_t known = walked_.size();
      if (!folder(path, {}))
        return false;
      if (place_ == before && walked_.size() > known && !patterns_.any() && !cancel_.cancelled())
        return fail(
            path,
            make_error(
                ErrorCode::not_found,
                "The folder holds no posts: no pictures (JPEG, PNG, WebP, BMP, GIF), no clips "
                "(MP4, WebM, MKV, MOV, AVI …) and no .txt.",
                path));
      return true;
    }
    return kind_of(path) == FileKind::list ? list(path) : file(path);
  }

private:
  // What is of another shard is counted all the same, so that all shards agree on the places.
  bool give(std::string key, const std::string &below, PostSource source,
            std::optional<Error> error) {
    const std::uint64_t place = place_++;
    return !shard_.takes(below) ||
           visit_({std::move(key), place, std::move(source), std::move(error)});
  }
  bool fail(const fs::path &path, Error error, const std::string &below = {}) {
    return give(path.string(), below.empty() ? path.filename().string() : below, {},
                std::move(error));
  }
  bool post(const std::string &below, PostSource source) {
    std::string key = source.path().string();
    return give(std::move(key), below, std::move(source), std::nullopt);
  }

  bool file(const fs::path &path) {
    PostScan found = scan_posts(path, false, cancel_);
    for (PostSource &source : found.posts)
      if (!post(source.path().filename().string(), std::move(source)))
        return false;
    for (Error &error : found.errors)
      if (!fail(path, std::move(error)))
        return false;
    return true;
  }

  bool list(const fs::path &path) {
    PostListReader reader(path);
    while (auto row = reader.next()) {
      if (cancel_.cancelled())
        return false;
      const std::string name = row->source.path().filename().string();
      if (!row->error && patterns_.any() && !patterns_.take(row->source.path().string(), name))
        continue;
      const std::string line = std::to_string(row->line);
      std::string key = path.string() + '\0' + line;
      if (!give(std::move(key), path.filename().string() + ":" + line, std::move(row->source),
                std::move(row->error)))
        return false;
    }
    return true;
  }

  bool folder(const fs::path &path, const std::string &below);
  bool entry(const fs::path &path, const std::string &below, const FolderNames &names,
             std::size_t i);

  // The text of the same stem; where there are two (.txt and .TXT), the last, as scan_posts takes
  // it.
  static std::string_view text_of(const FolderNames &names, std::string_view stem) {
    std::string_view found;
    each_of_stem(names, stem, [&](std::string_view name) {
      if (extension_of(name) == ".txt")
        found = name;
    });
    return found;
  }
  static bool has_picture(const FolderNames &names, const fs::path &folder, std::string_view stem) {
    bool found = false;
    each_of_stem(names, stem, [&](std::string_view name) {
      if (found || extension_of(name) == ".txt")
        return;
      const FileKind kind = kind_of(folder / name);
      found = kind == FileKind::image || kind == FileKind::clip;
    });
    return found;
  }
  template <typename Do>
  static void each_of_stem(const FolderNames &names, std::string_view stem, Do act) {
    const std::string dotted = std::string(stem) + ".";
    for (std::size_t i = names.lower_bound(dotted);
         i < names.size() && names.name(i).starts_with(dotted); ++i)
      if (stem_of(names.name(i)) == stem)
        act(names.name(i));
  }

  const Patterns patterns_;
  const Shard shard_;
  const ScanVisitor &visit_;
  const CancelToken &cancel_;
  std::uint64_t place_ = 0;
  std::set<std::pair<dev_t, ino_t>> walked_;
};

bool Walk::folder(const fs::path &path, const std::string &below) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && !walked_.emplace(status.st_dev, status.st_ino).second)
    return true; // a link led here before, or will lead in circles
  const auto names = FolderNames::read(path);
  if (!names.ok())
    return fail(path, names.error(), below);
  for (std::size_t i = 0; i < names->size(); ++i)
    if (cancel_.cancelled() || !entry(path, below, *names, i))
      return false;
  return true;
}

bool Walk::entry(const fs::path &path, const std::string &below, const FolderNames &names,
                 std::size_t i) {
  const std::string name(names.name(i));
  const fs::path full = path / name;
  const std::string below_full = below.empty() ? name : below + "/" + name;
  std::error_code ignored;
  if (!names.is_file(i) && fs::is_directory(full, ignored))
    return patterns_.excludes(below_full, name) || folder(full, below_full);
  const FileKind kind = kind_of(full);
  if (kind != FileKind::image && kind != FileKind::clip && kind != FileKind::text &&
      kind != FileKind::other_picture)
    return true;
  if (kind == FileKind::text &&
      (text_of(names, stem_of(name)) != name || has_picture(names, path, stem_of(name))))
    return true; // comes with its picture
  if (!patterns_.take(below_full, name))
    return true;
  if (kind == FileKind::other_picture)
    return fail(full,
                make_error(ErrorCode::unsupported,
                           "This picture format is not read; save it as JPEG or PNG.", full),
                below_full);
  PostSource source;
  source.id = full.stem().string();
  if (kind == FileKind::clip) {
    source.text_file = transcript_beside(full);
    source.clip = full;
  } else if (kind == FileKind::text) {
    source.text_file = full;
  } else {
    source.image = full;
    if (const auto text = text_of(names, stem_of(name)); !text.empty())
      source.text_file = path / text;
  }
  return post(below_full, std::move(source));
}

} // namespace

void scan(const std::vector<fs::path> &inputs, const ScanOptions &options, const ScanVisitor &visit,
          const CancelToken &cancel) {
  Walk walk(options, visit, cancel);
  for (const fs::path &input : inputs)
    if (cancel.cancelled() || !walk.input(input))
      return;
}

} // namespace affect
