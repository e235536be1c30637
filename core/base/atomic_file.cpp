#include "base/atomic_file.h"

#include <cerrno>
#include <cstring>
#include <locale>
#include <sstream>
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

// "x": never write through a file or link that somebody else put there. A process that was killed
// may have left one of this name, where numbers of processes come again as they do in containers.
bool AtomicFile::open_temporary() {
  const std::string name = path_.string() + ".part" + std::to_string(::getpid());
  for (int attempt = 0; attempt < 100; ++attempt) {
    temporary_ = attempt == 0 ? name : name + "-" + std::to_string(attempt);
    file_.reset(std::fopen(temporary_.c_str(), "wbx"));
    if (file_)
      return true;
    if (errno != EEXIST)
      break;
  }
  temporary_.clear();
  return false;
}

Result<AtomicFile> AtomicFile::create(const fs::path &path, const AtomicFileOptions &options) {
  AtomicFile file;
  std::error_code error;
  file.sync_ = options.sync;
  file.path_ = path;
  if (options.follow_links)
    if (const fs::path target = fs::weakly_canonical(path, error); !error)
      file.path_ = target;
  const fs::file_status status =
      options.follow_links ? fs::status(file.path_, error) : fs::symlink_status(file.path_, error);
  if (fs::is_directory(status))
    return make_error(ErrorCode::unreadable, "This is a folder; give the name of a file to write.",
                      path);
  const bool direct = fs::exists(status) && !fs::is_regular_file(status) && !fs::is_symlink(status);
  if (direct)
    file.file_.reset(std::fopen(file.path_.c_str(), "wb"));
  if (direct ? !file.file_ : !file.open_temporary())
    return file.failed("made");
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
  if (sync_ && !temporary_.empty() && ::fsync(::fileno(file_.get())) != 0)
    return failed("written");
  if (std::fclose(file_.release()) != 0)
    return failed("written");
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

Result<void> write_whole_file(const fs::path &path, std::string_view content) {
  AFFECT_TRY(file, AtomicFile::create(path));
  AFFECT_CHECK(file.write(content));
  return file.commit();
}

Result<void> write_whole_file(const fs::path &path,
                              const std::function<void(std::ostream &)> &write) {
  std::ostringstream content;
  content.imbue(std::locale::classic());
  write(content);
  if (!content)
    return make_error(ErrorCode::internal, "The file's content could not be put together.", path);
  return write_whole_file(path, content.view());
}

} // namespace affect
