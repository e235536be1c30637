#include "sources/post_scanner.h"

#include "media/post_kind.h"
#include "sources/pairing.h"
#include "sources/post_list.h"

#include <utility>

namespace fs = std::filesystem;

namespace affect {
namespace {

// A single file, or what is wrong with it.
class FileReader : public PostReader {
public:
  FileReader(const fs::path &path, Result<PostSource> found) {
    if (found.ok())
      post_ = FoundPost{found->path().string(), found->path().filename().string(), *found,
                        std::nullopt};
    else
      post_ = FoundPost{path.string(), path.filename().string(), {}, found.error()};
  }
  std::optional<FoundPost> next() override { return std::exchange(post_, std::nullopt); }

private:
  std::optional<FoundPost> post_;
};

class ListReader : public PostReader {
public:
  ListReader(const fs::path &list, const NamePatterns &patterns, CancelToken cancel)
      : list_(list), patterns_(patterns), cancel_(std::move(cancel)), rows_(list) {}

  std::optional<FoundPost> next() override {
    while (!cancel_.cancelled()) {
      auto row = rows_.next();
      if (!row)
        break;
      if (!row->error && patterns_.any() &&
          !patterns_.take(row->source.path().string(), row->source.path().filename().string()))
        continue;
      const std::string line = std::to_string(row->line);
      return FoundPost{list_.string() + '\0' + line, list_.filename().string() + ":" + line,
                       std::move(row->source), std::move(row->error)};
    }
    return std::nullopt;
  }

private:
  const fs::path list_;
  const NamePatterns &patterns_;
  const CancelToken cancel_;
  PostListReader rows_;
};

} // namespace

PostScanner::PostScanner(std::vector<fs::path> inputs, const ScanOptions &options,
                         CancelToken cancel, bool recursive)
    : inputs_(std::move(inputs)), patterns_(options), shard_(options.shard),
      cancel_(std::move(cancel)), recursive_(recursive) {}

std::unique_ptr<PostReader> PostScanner::open(const fs::path &input) {
  std::error_code error;
  const fs::file_status status = fs::status(input, error);
  if (!fs::exists(status))
    return std::make_unique<FileReader>(
        input, make_error(ErrorCode::not_found, "There is no such file or folder; check the name.",
                          input));
  if (fs::is_directory(status))
    return std::make_unique<FolderReader>(input, patterns_, visited_, cancel_, recursive_);
  if (kind_of(input) == FileKind::list)
    return std::make_unique<ListReader>(input, patterns_, cancel_);
  return std::make_unique<FileReader>(input, post_of_file(input));
}

std::optional<ScanItem> PostScanner::next() {
  while (!cancel_.cancelled()) {
    if (!reader_) {
      if (next_input_ == inputs_.size())
        break;
      reader_ = open(inputs_[next_input_++]);
    }
    auto post = reader_->next();
    if (!post) {
      reader_.reset();
      continue;
    }
    // Items of other shards are counted as well, so that all shards agree on the positions.
    const std::uint64_t place = place_++;
    if (shard_.takes(post->below))
      return ScanItem{std::move(post->key), place, std::move(post->source), std::move(post->error)};
  }
  return std::nullopt;
}

void scan(const std::vector<fs::path> &inputs, const ScanOptions &options, const ScanVisitor &visit,
          const CancelToken &cancel) {
  PostScanner scanner(inputs, options, cancel);
  while (auto item = scanner.next())
    if (!visit(std::move(*item)))
      return;
}

PostScan scan_posts(const fs::path &path, bool recursive, const CancelToken &cancel) {
  PostScan found;
  PostScanner scanner({path}, {}, cancel, recursive);
  while (auto item = scanner.next()) {
    if (item->error)
      found.errors.push_back(std::move(*item->error));
    else
      found.posts.push_back(std::move(item->source));
  }
  return found;
}

} // namespace affect
