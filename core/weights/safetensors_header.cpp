#include "weights/safetensors_header.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <optional>
#include <set>

namespace affect {
namespace {

using nlohmann::json;

using Spans = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

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

// The JSON library keeps the last of two equal keys; the format forbids them, so they are detected
// while parsing. No header needs objects nested more than a few levels deep; deeper ones are
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

// The header, its keys unique. `bytes` is the whole file.
Result<json> read_header(const char *bytes, std::uint64_t size, std::uint64_t &header_size,
                         const std::filesystem::path &file) {
  std::memcpy(&header_size, bytes, sizeof header_size);
  if (header_size > max_header_bytes || header_size < 2 || header_size > size - 8)
    return damaged_safetensors("its header's length is impossible", file);
  if (bytes[8] != '{')
    return damaged_safetensors("its header does not begin with a brace", file);
  bool doubled = false;
  auto header = parse_strict(bytes + 8, bytes + 8 + header_size, doubled);
  if (!header || !header->is_object())
    return damaged_safetensors("its header is not JSON", file);
  if (doubled)
    return damaged_safetensors("a name occurs twice in its header", file);
  return std::move(*header);
}

Result<std::map<std::string, std::string>> read_metadata_of(const json &value,
                                                            const std::filesystem::path &file) {
  if (!value.is_object())
    return damaged_safetensors("its metadata is not a list of texts", file);
  std::map<std::string, std::string> metadata;
  for (const auto &[key, text] : value.items()) {
    if (!text.is_string())
      return damaged_safetensors("its metadata is not a list of texts", file);
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
      return damaged_safetensors(
          begin < reached ? "two tensors overlap" : "there is a hole between its tensors", file);
    reached = end;
  }
  if (reached != data_size)
    return damaged_safetensors("there are bytes behind its last tensor", file);
  return {};
}

} // namespace

std::size_t size_of(TensorType type) { return row_of(type).bytes; }
const char *name_of(TensorType type) { return row_of(type).name; }

Error damaged_safetensors(const std::string &what, const std::filesystem::path &file) {
  return make_error(
      ErrorCode::bad_format,
      "This is not a sound safetensors file: " + what + ". Download or export it again.", file);
}

Result<SafetensorsHeader> read_safetensors_header(std::span<const std::byte> file_bytes,
                                                  const std::filesystem::path &file) {
  const auto *bytes = reinterpret_cast<const char *>(file_bytes.data());
  std::uint64_t header_size = 0;
  AFFECT_TRY(header, read_header(bytes, file_bytes.size(), header_size, file));
  SafetensorsHeader result;
  Spans spans;
  const std::span<const std::byte> data = file_bytes.subspan(8 + header_size);
  for (const auto &[name, value] : header.items()) {
    if (name == "__metadata__") {
      AFFECT_TRY(metadata, read_metadata_of(value, file));
      result.metadata = std::move(metadata);
      continue;
    }
    std::string why;
    auto entry = read_entry(value, why);
    if (!entry)
      return damaged_safetensors("tensor " + name.substr(0, 100) + " " + why, file);
    if (entry->end > data.size())
      return damaged_safetensors("tensor " + name.substr(0, 100) + " reaches beyond the file's end",
                                 file);
    entry->view.data = data.subspan(entry->begin, entry->end - entry->begin);
    spans.emplace_back(entry->begin, entry->end);
    result.tensors.emplace(name, std::move(entry->view));
  }
  AFFECT_CHECK(check_spans(std::move(spans), data.size(), file));
  return result;
}

} // namespace affect
