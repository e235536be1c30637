#include "text/sentencepiece_check.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <vector>

namespace affect {
namespace {

// Reads the fields of a protocol buffer message one by one.
class Fields {
public:
  explicit Fields(std::string_view bytes) : bytes_(bytes) {}

  struct Field {
    std::uint64_t number = 0;
    std::optional<std::string_view> bytes; // of texts and messages
  };

  bool done() const { return at_ == bytes_.size(); }

  std::optional<Field> next() {
    const auto key = varint();
    if (!key || *key >> 32 || *key >> 3 == 0)
      return std::nullopt;
    Field field{*key >> 3, std::nullopt};
    std::optional<std::uint64_t> length;
    switch (*key & 7) {
    case 0:
      return varint() ? std::optional(field) : std::nullopt;
    case 1:
      length = 8;
      break;
    case 2:
      length = varint();
      break;
    case 5:
      length = 4;
      break;
    default:
      break;
    }
    if (!length || *length > bytes_.size() - at_)
      return std::nullopt;
    if ((*key & 7) == 2)
      field.bytes = bytes_.substr(at_, *length);
    at_ += *length;
    return field;
  }

private:
  std::optional<std::uint64_t> varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64 && at_ < bytes_.size(); shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes_[at_++]);
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80)
        return value;
    }
    return std::nullopt;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
};

// One unit of a double array (darts-clone, S. Yata): the label of the edge that leads to it, where
// its children lie, and whether a value lies there too; or such a value.
struct Unit {
  std::uint32_t bits;
  std::uint32_t label() const { return bits & (0x80000000u | 0xFFu); }
  std::uint32_t offset() const { return (bits >> 10) << ((bits & 0x200u) >> 6); }
  bool has_value() const { return (bits >> 8 & 1) != 0; }
  std::uint32_t value() const { return bits & 0x7FFFFFFFu; }
};

bool is_utf8(std::string_view text) {
  const auto *bytes = reinterpret_cast<const std::uint8_t *>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < size;) {
    UChar32 c = 0;
    U8_NEXT(bytes, at, size, c);
    if (c < 0)
      return false;
  }
  return true;
}

// The library reserves space for this many rules that are each a prefix of the next.
constexpr int max_nested_rules = 32;

// Walks every path of the double array from its root. Paths may share their ends (the array is
// built from an acyclic word graph), so each node is visited once and the largest number of rules
// on a path below it is stored.
bool is_sound_array(const std::vector<Unit> &units, std::size_t text_bytes) {
  struct Node {
    std::uint32_t children; // place of the child with label 0
    std::uint32_t label;    // of the child to visit next
    int most_rules;
  };
  constexpr int unseen = -1, in_progress = -2;
  std::vector<int> rules_below(units.size(), unseen);
  std::vector<Node> path;
  const auto enter = [&](std::uint32_t children) {
    if ((children | 0xFFu) >= units.size())
      return false;
    rules_below[children] = in_progress;
    path.push_back({children, 0, 0});
    return true;
  };
  if (units.empty() || !enter(units[0].offset()))
    return false;
  while (!path.empty()) {
    Node &node = path.back();
    if (node.label > 0xFF) {
      rules_below[node.children] = node.most_rules;
      path.pop_back();
      continue;
    }
    const std::uint32_t place = node.children ^ node.label;
    const Unit unit = units[place];
    if (unit.label() != node.label) {
      ++node.label;
      continue;
    }
    const std::uint32_t children = place ^ unit.offset();
    if (children >= units.size() || rules_below[children] == in_progress) // outside, or a cycle
      return false;
    if (rules_below[children] == unseen) {
      if (!enter(children))
        return false;
      continue; // and come back to this child when its rules are known
    }
    if (unit.has_value() && units[children].value() >= text_bytes)
      return false;
    node.most_rules = std::max(node.most_rules, rules_below[children] + (unit.has_value() ? 1 : 0));
    if (node.most_rules > max_nested_rules)
      return false;
    ++node.label;
  }
  return true;
}

// A map is the array's length in bytes, the array, then texts that each end with NUL.
bool is_sound_map(std::string_view map) {
  std::uint32_t bytes = 0;
  if (map.size() <= sizeof bytes)
    return false;
  std::memcpy(&bytes, map.data(), sizeof bytes);
  if (bytes % sizeof(Unit) != 0 || bytes >= map.size() - sizeof bytes)
    return false;
  std::vector<Unit> units(bytes / sizeof(Unit));
  std::memcpy(units.data(), map.data() + sizeof bytes, bytes);
  const std::string_view texts = map.substr(sizeof bytes + bytes);
  return texts.back() == '\0' && is_utf8(texts) && is_sound_array(units, texts.size());
}

} // namespace

std::string unsafe_in_model(std::string_view model) {
  // ModelProto: normalizer_spec = 3, denormalizer_spec = 5; NormalizerSpec: precompiled_charsmap
  // = 2.
  for (Fields fields(model); !fields.done();) {
    const auto field = fields.next();
    if (!field)
      return "its fields do not fit together";
    if (!field->bytes || (field->number != 3 && field->number != 5))
      continue;
    for (Fields inner(*field->bytes); !inner.done();) {
      const auto part = inner.next();
      if (!part)
        return "its fields do not fit together";
      if (part->number == 2 && part->bytes && !part->bytes->empty() && !is_sound_map(*part->bytes))
        return "its map of characters is damaged";
    }
  }
  return {};
}

} // namespace affect
