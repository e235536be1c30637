#include "weights/safetensors.h"

#include "base/atomic_file.h"

#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <optional>
#include <set>

namespace affect {
namespace {

using nlohmann::json;

constexpr std::uint64_t max_header_bytes = 100'000'000;

struct TypeRow {
  TensorType type;
  const char *name;
  std::size_t bytes;
};
constexpr std::array<TypeRow, 10> types{{{TensorType::f64, "F64", 8},
                                         {TensorType::f32, "F32", 4},
                                         {TensorType::f16, "F16", 2},
                                         {TensorType::bf16, "BF16", 2},
                                         {TensorType::i64, "I64", 8},
                                         {TensorType::i32, "I32", 4},
                                         {TensorType::i16, "I16", 2},
                                         {TensorType::i8, "I8", 1},
                                         {TensorType::u8, "U8", 1},
                                         {TensorType::boolean, "BOOL", 1}}};

const TypeRow &row_of(TensorType type) {
  return *std::find_if(types.begin(), types.end(),
                       [&](const TypeRow &row) { return row.type == type; });
}

Error damaged(const std::string &what, const std::filesystem::path &file) {
  return make_error(
      ErrorCode::bad_format,
      "This is not a sound safetensors file: " + what + ". Download or export it again.", file);
}

// The JSON library keeps the last of two equal keys; the format forbids them, so they are looked
// for while parsing. Nothing in a header needs objects deeper than a few levels; deeper ones are
// refused.
std::optional<json> parse_strict(const char *begin, const char *end, bool &doubled) {
  std::vector<std::set<std::string>> open;
  bool too_deep = false;
  const auto watch = [&](int, json::parse_event_t event, json &parsed) {
    if (event == json::parse_event_t::object_start)
      open.emplace_back();
    else if (event == json::parse_event_t::object_end)
      open.pop_back();
    else if (event == json::parse_event_t::key &&
             !open.back().insert(parsed.get<std::string>()).second)
      doubled = true;
    too_deep = too_deep || open.size() > 8;
    return true;
  };
  json header = json::parse(begin, end, watch, false);
  if (header.is_discarded() || too_deep)
    return std::nullopt;
  return header;
}

std::optional<std::uint64_t> unsigned_of(const json &value) {
  if (value.is_number_unsigned())
    return value.get<std::uint64_t>();
  return std::nullopt;
}

struct Entry {
  std::uint64_t begin = 0, end = 0;
  TensorView view;
};

// Empty optional: the entry breaks the format; `why` says how.
std::optional<Entry> read_entry(const json &value, std::string &why) {
  if (!value.is_object() || !value.contains("dtype") || !value.contains("shape") ||
      !value.contains("data_offsets") || !value["dtype"].is_string() ||
      !value["shape"].is_array() || !value["data_offsets"].is_array() ||
      value["data_offsets"].size() != 2) {
    why = "lacks dtype, shape or data_offsets";
    return std::nullopt;
  }
  const std::string name = value["dtype"].get<std::string>();
  const auto type = std::find_if(types.begin(), types.end(),
                                 [&](const TypeRow &row) { return name == row.name; });
  if (type == types.end()) {
    why = "has the unknown type " + name.substr(0, 16);
    return std::nullopt;
  }
  Entry entry;
  entry.view.type = type->type;
  std::uint64_t bytes = type->bytes;
  for (const json &side : value["shape"]) {
    const auto n = unsigned_of(side);
    if (!n || *n > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) ||
        __builtin_mul_overflow(bytes, *n, &bytes)) {
      why = "has an impossible shape";
      return std::nullopt;
    }
    entry.view.shape.push_back(static_cast<std::int64_t>(*n));
  }
  const auto begin = unsigned_of(value["data_offsets"][0]),
             end = unsigned_of(value["data_offsets"][1]);
  if (!begin || !end || *end < *begin || *end - *begin != bytes) {
    why = "has offsets that do not fit its shape";
    return std::nullopt;
  }
  entry.begin = *begin;
  entry.end = *end;
  return entry;
}

} // namespace

std::size_t size_of(TensorType type) { return row_of(type).bytes; }
const char *name_of(TensorType type) { return row_of(type).name; }

struct SafetensorsFile::Mapping {
  void *address = MAP_FAILED;
  std::size_t size = 0;
  ~Mapping() {
    if (address != MAP_FAILED)
      munmap(address, size);
  }
};

namespace {

using Spans = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

// The header, its keys unique. `bytes` is the whole file, at least 10 long.
Result<json> read_header(const char *bytes, std::uint64_t size, std::uint64_t &header_size,
                         const std::filesystem::path &file) {
  std::memcpy(&header_size, bytes, sizeof header_size);
  if (header_size > max_header_bytes || header_size < 2 || header_size > size - 8)
    return damaged("its header's length is impossible", file);
  if (bytes[8] != '{')
    return damaged("its header does not begin with a brace", file);
  bool doubled = false;
  auto header = parse_strict(bytes + 8, bytes + 8 + header_size, doubled);
  if (!header || !header->is_object())
    return damaged("its header is not JSON", file);
  if (doubled)
    return damaged("a name occurs twice in its header", file);
  return std::move(*header);
}

Result<std::map<std::string, std::string>> read_metadata_of(const json &value,
                                                            const std::filesystem::path &file) {
  if (!value.is_object())
    return damaged("its metadata is not a list of texts", file);
  std::map<std::string, std::string> metadata;
  for (const auto &[key, text] : value.items()) {
    if (!text.is_string())
      return damaged("its metadata is not a list of texts", file);
    metadata[key] = text.get<std::string>();
  }
  return metadata;
}

// Tensors must cover the data without gaps and overlaps.
Result<void> check_spans(Spans spans, std::uint64_t data_size, const std::filesystem::path &file) {
  std::sort(spans.begin(), spans.end());
  std::uint64_t reached = 0;
  for (const auto &[begin, end] : spans) {
    if (begin != reached)
      return damaged(
          begin < reached ? "two tensors overlap" : "there is a hole between its tensors", file);
    reached = end;
  }
  if (reached != data_size)
    return damaged("there are bytes behind its last tensor", file);
  return {};
}

} // namespace

// Maps a regular file of at least 10 bytes into memory.
Result<std::shared_ptr<SafetensorsFile::Mapping>>
SafetensorsFile::map(const std::filesystem::path &file) {
  const int descriptor =
      ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); // do not wait for a pipe
  if (descriptor < 0)
    return make_error(errno == ENOENT ? ErrorCode::not_found : ErrorCode::unreadable,
                      errno == ENOENT ? "There is no such file."
                                      : "The file cannot be opened; check its permissions.",
                      file);
  struct stat status{};
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor);
    return make_error(ErrorCode::unreadable, "This is not a regular file.", file);
  }
  auto mapping = std::make_shared<Mapping>();
  mapping->size = static_cast<std::uint64_t>(status.st_size);
  if (mapping->size < 10) {
    ::close(descriptor);
    return damaged("it is shorter than a header", file);
  }
  mapping->address = mmap(nullptr, mapping->size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  ::close(descriptor);
  if (mapping->address == MAP_FAILED)
    return make_error(ErrorCode::unreadable, "The file cannot be mapped into memory.", file);
  return mapping;
}

Result<SafetensorsFile> SafetensorsFile::open(const std::filesystem::path &file) {
  AFFECT_TRY(mapping, map(file));
  const auto *bytes = static_cast<const char *>(mapping->address);
  std::uint64_t header_size = 0;
  AFFECT_TRY(header, read_header(bytes, mapping->size, header_size, file));
  SafetensorsFile result;
  Spans spans;
  const auto *data = reinterpret_cast<const std::byte *>(bytes) + 8 + header_size;
  const std::uint64_t data_size = mapping->size - 8 - header_size;
  for (const auto &[name, value] : header.items()) {
    if (name == "__metadata__") {
      AFFECT_TRY(metadata, read_metadata_of(value, file));
      result.metadata_ = std::move(metadata);
      continue;
    }
    std::string why;
    auto entry = read_entry(value, why);
    if (!entry)
      return damaged("tensor " + name.substr(0, 100) + " " + why, file);
    if (entry->end > data_size)
      return damaged("tensor " + name.substr(0, 100) + " reaches beyond the file's end", file);
    entry->view.data = {data + entry->begin, static_cast<std::size_t>(entry->end - entry->begin)};
    spans.emplace_back(entry->begin, entry->end);
    result.tensors_.emplace(name, std::move(entry->view));
  }
  AFFECT_CHECK(check_spans(std::move(spans), data_size, file));
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
