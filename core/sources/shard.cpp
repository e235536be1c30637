#include "sources/shard.h"

#include <charconv>
#include <cstdint>

namespace affect {
namespace {

constexpr int most_shards = 100'000;

// FNV-1a, mixed (splitmix64's last step) so that the low bits depend on all of the name.
std::uint64_t hash_of(std::string_view name) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const char c : name)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9u;
  hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBu;
  return hash ^ (hash >> 31);
}

bool number(std::string_view text, int &value) {
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  return !text.empty() && end.ec == std::errc() && end.ptr == text.data() + text.size();
}

} // namespace

bool Shard::takes(std::string_view name) const {
  return alone() ||
         hash_of(name) % static_cast<std::uint64_t>(count) == static_cast<std::uint64_t>(index - 1);
}

Result<Shard> parse_shard(std::string_view text) {
  Shard shard;
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || !number(text.substr(0, slash), shard.index) ||
      !number(text.substr(slash + 1), shard.count) || shard.index < 1 ||
      shard.index > shard.count || shard.count > most_shards)
    return make_error(ErrorCode::usage,
                      "A shard is written i/n with 1 ≤ i ≤ n, such as 2/4 for the second of four.");
  return shard;
}

} // namespace affect
