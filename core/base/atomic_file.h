#pragma once

#include "base/result.h"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>

namespace affect {

/// A file that appears whole or not at all: it is written beside its place and renamed on commit.
/// Without a commit the half-written file is removed and what stood there before stays. Devices and
/// pipes (/dev/stdout) are written directly.
class AtomicFile {
public:
  /// Errors: unreadable (folder missing, no permission, the path is a folder).
  static Result<AtomicFile> create(const std::filesystem::path &path);
  AtomicFile(AtomicFile &&other) noexcept
      : path_(std::move(other.path_)), temporary_(std::exchange(other.temporary_, {})),
        file_(std::move(other.file_)) {}
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

  std::filesystem::path path_;      ///< where it shall stand, links followed
  std::filesystem::path temporary_; ///< empty where written directly or done
  std::unique_ptr<std::FILE, Close> file_;
};

} // namespace affect
