#include "base/atomic_file.h"

#include <cerrno>
#include <cstring>
#include <string>

#include <unistd.h>

namespace fs = std::filesystem;

namespace affect {

Error AtomicFile::failed(const char *what) const {
  return make_error(ErrorCode::unreadable,
                    std::string("The file cannot be ") + what + " (" + std::strerror(errno) +
                        "); check the folder, its permissions and the space on disk.",
                    path_);
}

Result<AtomicFile> AtomicFile::create(const fs::path &path) {
  AtomicFile file;
  std::error_code error;
  file.path_ = fs::weakly_canonical(path, error); // a link stays a link, its target is replaced
  if (error)
    file.path_ = path;
  const fs::file_status status = fs::status(file.path_, error);
  if (fs::is_directory(status))
    return make_error(ErrorCode::unreadable, "This is a folder; give the name of a file to write.",
                      path);
  const bool direct = fs::exists(status) && !fs::is_regular_file(status);
  if (!direct)
    file.temporary_ = file.path_.string() + ".part" + std::to_string(::getpid());
  const fs::path &target = direct ? file.path_ : file.temporary_;
  // "x": never write through a file or link that somebody else put there.
  file.file_.reset(std::fopen(target.c_str(), direct ? "wb" : "wbx"));
  if (!file.file_) {
    const Error failure = file.failed("made");
    file.temporary_.clear();
    return failure;
  }
  return file;
}

AtomicFile::~AtomicFile() {
  file_.reset();
  std::error_code ignored;
  if (!temporary_.empty())
    fs::remove(temporary_, ignored);
}

Result<void> AtomicFile::write(std::string_view bytes) {
  if (!file_ || std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size())
    return failed("written");
  return {};
}

Result<void> AtomicFile::commit() {
  if (!file_ || std::fflush(file_.get()) != 0)
    return failed("written");
  if (!temporary_.empty() && ::fsync(::fileno(file_.get())) != 0)
    return failed("written");
  file_.reset();
  if (temporary_.empty())
    return {};
  std::error_code error;
  fs::rename(temporary_, path_, error);
  if (error) {
    errno = error.value();
    return failed("put in its place");
  }
  temporary_.clear();
  return {};
}

} // namespace affect
