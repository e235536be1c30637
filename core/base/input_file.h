#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

namespace affect {

/// What the errors of reading a file say. A caller that knows what the file is for replaces them.
struct FileErrors {
  struct Reason {
    ErrorCode code;
    std::string sentence;
  };
  Reason missing{ErrorCode::not_found, "There is no such file."};
  Reason not_regular{ErrorCode::unreadable, "This is not a regular file."};
  Reason unreadable{ErrorCode::unreadable, "The file cannot be opened; check its permissions."};
  Reason too_large{ErrorCode::too_large, "The file is larger than any of its kind."};
  /// Of read_json_file alone.
  Reason too_deep{ErrorCode::bad_format, "Its lists lie too deep inside each other."};
  Reason malformed{ErrorCode::bad_format, "The file is damaged: it is not a JSON object."};
};

/// A regular file that is open for reading. Pipes, which would be waited for, devices and folders
/// are refused.
class InputFile {
public:
  /// Errors: those of `errors`.
  static Result<InputFile> open(const std::filesystem::path &file, const FileErrors &errors = {});
  InputFile(InputFile &&other) noexcept
      : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)),
        size_(other.size_) {}
  InputFile &operator=(InputFile &&) = delete;
  ~InputFile();

  /// As the file system states it: files of /proc state 0, and another program may be writing.
  std::uintmax_t stated_size() const { return size_; }
  /// Reads the next `count` bytes, fewer only where the file ends. Errors: unreadable.
  Result<std::size_t> read(void *to, std::size_t count);

private:
  InputFile(std::filesystem::path path, int descriptor)
      : path_(std::move(path)), descriptor_(descriptor) {}

  std::filesystem::path path_;
  int descriptor_;
  std::uintmax_t size_ = 0;
};

/// The content of a regular file of at most `max_bytes`; a larger one is not read. `Bytes` is
/// std::string or std::vector<std::uint8_t>. Errors: those of `errors`; unreadable (the disk).
template <typename Bytes = std::string>
Result<Bytes> read_whole_file(const std::filesystem::path &file, std::uintmax_t max_bytes,
                              const FileErrors &errors = {});

/// The first `count` bytes of a regular file, or all where it has fewer. `Bytes` and errors: as
/// read_whole_file's, but for too_large.
template <typename Bytes = std::string>
Result<Bytes> read_file_beginning(const std::filesystem::path &file, std::uintmax_t count,
                                  const FileErrors &errors = {});

} // namespace affect
