#include "base/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

namespace fs = std::filesystem;

namespace affect {
namespace {

Error error_of(const FileErrors::Reason &reason, const fs::path &file) {
  return make_error(reason.code, reason.sentence, file);
}

// The size on disk is only a hint: the file may end earlier or go on.
template <typename Bytes> Result<Bytes> read_up_to(InputFile &in, std::uintmax_t count) {
  constexpr std::uintmax_t step = 1 << 16;
  Bytes bytes;
  std::uintmax_t more = std::min(count, in.stated_size() + 1);
  while (more > 0) {
    const std::size_t at = bytes.size();
    bytes.resize(at + static_cast<std::size_t>(more));
    AFFECT_TRY(read, in.read(bytes.data() + at, static_cast<std::size_t>(more)));
    bytes.resize(at + read);
    if (read < more)
      break;
    more = std::min(count - bytes.size(), step);
  }
  return bytes;
}

} // namespace

Result<InputFile> InputFile::open(const fs::path &file, const FileErrors &errors) {
  // Without O_NONBLOCK the call would wait for a pipe's writer.
  InputFile opened(file, ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (opened.descriptor_ < 0) {
    if (errno == ENOENT || errno == ENOTDIR)
      return error_of(errors.missing, file);
    return error_of(errno == ENXIO ? errors.not_regular : errors.unreadable, file); // a socket
  }
  struct stat status{};
  if (::fstat(opened.descriptor_, &status) != 0 || !S_ISREG(status.st_mode))
    return error_of(errors.not_regular, file);
  opened.size_ = static_cast<std::uintmax_t>(status.st_size);
  return opened;
}

InputFile::~InputFile() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

Result<std::size_t> InputFile::read(void *to, std::size_t count) {
  std::size_t done = 0;
  while (done < count) {
    const ssize_t some = ::read(descriptor_, static_cast<char *>(to) + done, count - done);
    if (some == 0)
      break;
    if (some > 0)
      done += static_cast<std::size_t>(some);
    else if (errno != EINTR)
      return make_error(ErrorCode::unreadable, "Reading the file failed half-way; check the disk.",
                        path_);
  }
  return done;
}

template <typename Bytes>
Result<Bytes> read_whole_file(const fs::path &file, std::uintmax_t max_bytes,
                              const FileErrors &errors) {
  AFFECT_TRY(in, InputFile::open(file, errors));
  if (in.stated_size() > max_bytes)
    return error_of(errors.too_large, file);
  AFFECT_TRY(bytes, read_up_to<Bytes>(in, max_bytes + 1));
  if (bytes.size() > max_bytes)
    return error_of(errors.too_large, file);
  return std::move(bytes);
}

template <typename Bytes>
Result<Bytes> read_file_beginning(const fs::path &file, std::uintmax_t count,
                                  const FileErrors &errors) {
  AFFECT_TRY(in, InputFile::open(file, errors));
  return read_up_to<Bytes>(in, count);
}

using Raw = std::vector<std::uint8_t>;
template Result<std::string> read_whole_file(const fs::path &, std::uintmax_t, const FileErrors &);
template Result<Raw> read_whole_file(const fs::path &, std::uintmax_t, const FileErrors &);
template Result<std::string> read_file_beginning(const fs::path &, std::uintmax_t,
                                                 const FileErrors &);
template Result<Raw> read_file_beginning(const fs::path &, std::uintmax_t, const FileErrors &);

} // namespace affect
