#include "batch/journal/content.h"

#include "base/hash.h"
#include "base/input_file.h"

#include <vector>

#include <sys/stat.h>

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

Result<void> add_file(Sha256 &hash, const std::filesystem::path &file, const CancelToken &cancel) {
  FileErrors errors;
  errors.missing.sentence = "The file is not there any more.";
  AFFECT_TRY(in, InputFile::open(file, errors));
  thread_local std::vector<char> buffer(256 << 10);
  for (;;) {
    if (cancel.cancelled())
      return make_error(ErrorCode::cancelled, "The analysis was stopped.", file);
    AFFECT_TRY(read, in.read(buffer.data(), buffer.size()));
    hash.add(buffer.data(), read);
    if (read < buffer.size())
      return {};
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
