#include "batch/journal/content.h"

#include "base/hash.h"

#include <cerrno>
#include <memory>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace affect {
namespace {

std::string stamp_of_file(const std::filesystem::path &file) {
  struct stat status = {};
  if (file.empty())
    return "-";
  if (::stat(file.c_str(), &status) != 0)
    return "?";
  const auto time = [](const timespec &at) {
    return std::to_string(at.tv_sec) + "." + std::to_string(at.tv_nsec);
  };
  return std::to_string(status.st_size) + "@" + time(status.st_mtim) + "@" + time(status.st_ctim);
}

class Descriptor {
public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0)
      ::close(number_);
  }
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;
  int get() const { return number_; }

private:
  int number_;
};

Result<void> add_file(Sha256 &hash, const std::filesystem::path &file, const CancelToken &cancel) {
  // A pipe would be waited for.
  const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (in.get() < 0)
    return errno == ENOENT
               ? make_error(ErrorCode::not_found, "The file is not there any more.", file)
               : make_error(ErrorCode::unreadable,
                            "The file cannot be opened; check its permissions.", file);
  struct stat status = {};
  if (::fstat(in.get(), &status) != 0 || !S_ISREG(status.st_mode))
    return make_error(ErrorCode::unreadable, "This is not a regular file.", file);
  thread_local std::vector<char> buffer(256 << 10);
  for (;;) {
    if (cancel.cancelled())
      return make_error(ErrorCode::cancelled, "The analysis was stopped.", file);
    const ssize_t count = ::read(in.get(), buffer.data(), buffer.size());
    if (count == 0)
      return {};
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return make_error(ErrorCode::unreadable, "Reading the file failed half-way; check the disk.",
                        file);
    hash.add(buffer.data(), static_cast<std::size_t>(count));
  }
}

} // namespace

std::string stamp_of(const PostSource &source) {
  return stamp_of_file(source.image.empty() ? source.clip : source.image) + "|" +
         (source.text ? std::string("=") : stamp_of_file(source.text_file));
}

Result<std::string> content_hash_of(const PostSource &source, const CancelToken &cancel) {
  Sha256 hash;
  const auto part = [&](const char *name, const std::filesystem::path &file) -> Result<void> {
    if (file.empty())
      return {};
    hash.add(std::string_view(name));
    AFFECT_CHECK(add_file(hash, file, cancel));
    hash.add(std::string_view("\0", 1));
    return {};
  };
  AFFECT_CHECK(part("image:", source.image));
  AFFECT_CHECK(part("clip:", source.clip));
  if (source.text) {
    hash.add(std::string_view("text:"));
    hash.add(*source.text);
    hash.add(std::string_view("\0", 1));
  } else {
    AFFECT_CHECK(part("text:", source.text_file));
  }
  return hash.hex();
}

} // namespace affect
