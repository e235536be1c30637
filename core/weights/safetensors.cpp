#include "weights/safetensors.h"

#include "base/atomic_file.h"
#include "weights/safetensors_header.h"

#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <limits>

namespace affect {

using nlohmann::json;

struct SafetensorsFile::Mapping {
  void *address = MAP_FAILED;
  std::size_t size = 0;
  ~Mapping() {
    if (address != MAP_FAILED)
      munmap(address, size);
  }
};

// Maps a regular file that is long enough for a header.
Result<std::shared_ptr<SafetensorsFile::Mapping>>
SafetensorsFile::map(const std::filesystem::path &file) {
  const int descriptor =
      ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); // do not wait for a pipe
  if (descriptor < 0)
    return make_error(errno == ENOENT ? ErrorCode::not_found : ErrorCode::unreadable,
                      errno == ENOENT ? "There is no such file."
                                      : "The file cannot be opened; check its permissions.",
                      file);
  struct stat status = {};
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor);
    return make_error(ErrorCode::unreadable, "This is not a regular file.", file);
  }
  auto mapping = std::make_shared<Mapping>();
  mapping->size = static_cast<std::uint64_t>(status.st_size);
  if (mapping->size < least_safetensors_bytes) {
    ::close(descriptor);
    return damaged_safetensors("it is shorter than a header", file);
  }
  mapping->address = mmap(nullptr, mapping->size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  ::close(descriptor);
  if (mapping->address == MAP_FAILED)
    return make_error(ErrorCode::unreadable, "The file cannot be mapped into memory.", file);
  return mapping;
}

Result<SafetensorsFile> SafetensorsFile::open(const std::filesystem::path &file) {
  AFFECT_TRY(mapping, map(file));
  const std::span bytes(static_cast<const std::byte *>(mapping->address), mapping->size);
  AFFECT_TRY(header, read_safetensors_header(bytes, file));
  SafetensorsFile result;
  result.tensors_ = std::move(header.tensors);
  result.metadata_ = std::move(header.metadata);
  result.mapping_ = std::move(mapping);
  return result;
}

namespace {

// A header that this reader would refuse is not written: names outside UTF-8, views that do not fit
// their shape.
Result<std::string> header_of(const std::filesystem::path &file,
                              const std::map<std::string, TensorView> &tensors,
                              const std::map<std::string, std::string> &metadata) {
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  if (!metadata.empty())
    header["__metadata__"] = metadata;
  std::uint64_t offset = 0;
  for (const auto &[name, view] : tensors) {
    std::uint64_t bytes = size_of(view.type);
    for (const std::int64_t side : view.shape)
      if (side < 0 || __builtin_mul_overflow(bytes, static_cast<std::uint64_t>(side), &bytes))
        bytes = std::numeric_limits<std::uint64_t>::max();
    if (bytes != view.data.size() || name == "__metadata__")
      return make_error(ErrorCode::internal,
                        "The tensor " + name.substr(0, 100) + " does not fit its shape or name.",
                        file);
    header[name] = {{"dtype", name_of(view.type)},
                    {"shape", view.shape},
                    {"data_offsets", {offset, offset + bytes}}};
    offset += bytes;
  }
  std::string text;
  try {
    text = header.dump();
  } catch (const json::exception &) {
    return make_error(ErrorCode::internal,
                      "A tensor's name or a line of the metadata is not UTF-8.", file);
  }
  text.append((8 - text.size() % 8) % 8, ' ');
  return text;
}

} // namespace

Result<void> write_safetensors(const std::filesystem::path &file,
                               const std::map<std::string, TensorView> &tensors,
                               const std::map<std::string, std::string> &metadata) {
  AFFECT_TRY(text, header_of(file, tensors, metadata));
  const std::uint64_t size = text.size();
  // A link in a folder of weights leads to a cache of downloads, which is not ours to change.
  // Caches of features are thousands of files, which must not wait for the disk one by one.
  AFFECT_TRY(out, AtomicFile::create(file, {.follow_links = false, .sync = false}));
  AFFECT_CHECK(out.write({reinterpret_cast<const char *>(&size), sizeof size}));
  AFFECT_CHECK(out.write(text));
  for (const auto &[name, view] : tensors)
    AFFECT_CHECK(out.write({reinterpret_cast<const char *>(view.data.data()), view.data.size()}));
  return out.commit();
}

} // namespace affect
