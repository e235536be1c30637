#pragma once

#include "base/result.h"

#include <cstdio>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string_view>
#include <utility>

namespace affect {

struct AtomicFileOptions {
  /// A link stays, and what it leads to is replaced; else the link itself is.
  bool follow_links = true;
  /// The content is on disk before it takes its place, so that it also survives a loss of power.
  /// Without that thousands of small files are written in a fraction of the time.
  bool sync = true;
};

/// A file that appears whole or not at all: it is written beside its place and renamed on commit.
/// Without a commit the half-written file is removed and what stood there before stays. Devices and
/// pipes (/dev/stdout) are written directly.
class AtomicFile {
public:
  /// Errors: unreadable (folder missing, no permission, the path is a folder).
  static Result<AtomicFile> create(const std::filesystem::path &path,
                                   const AtomicFileOptions &options = {});
  AtomicFile(AtomicFile &&other) noexcept
      : path_(std::move(other.path_)), temporary_(std::exchange(other.temporary_, {})),
        file_(std::move(other.file_)), sync_(other.sync_) {}
  AtomicFile &operator=(AtomicFile &&) = delete;
  ~AtomicFile();

  /// Errors: unreadable (disk full, device gone).
  Result<void> write(std::string_view bytes);
  /// Brings the content to disk and to its place; call once, last.
  Result<void> commit();

private:
  struct Close {
    void operator()(std::FILE *file) const { std::fclose(file); }
  };
  AtomicFile() = default;
  Error failed(const char *what) const;
  bool open_temporary();

  std::filesystem::path path_;      ///< where it shall stand, links followed
  std::filesystem::path temporary_; ///< empty where written directly or done
  std::unique_ptr<std::FILE, Close> file_;
  bool sync_ = true;
};

/// Writes a file that appears whole or not at all. Errors: unreadable (as AtomicFile's).
Result<void> write_whole_file(const std::filesystem::path &path, std::string_view content);

/// The same with what `write` puts into a stream, which spells numbers alike in every language.
/// Errors: unreadable; internal (the stream failed, for want of memory).
Result<void> write_whole_file(const std::filesystem::path &path,
                              const std::function<void(std::ostream &)> &write);

} // namespace affect
