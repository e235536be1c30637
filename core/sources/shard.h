#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace affect {

/// One of several processes that share a scan between them, from 1: "2/4" is the second of four.
/// The default is alone.
struct Shard {
  int index = 1;
  int count = 1;

  bool alone() const { return count == 1; }
  /// Whether the item of this name (a path below its input, or a row of a list) is this shard's.
  /// The same on every machine, wherever the input is mounted.
  bool takes(std::string_view name) const;
  /// "2/4".
  std::string text() const { return std::to_string(index) + "/" + std::to_string(count); }
  bool operator==(const Shard &) const = default;
};

/// Reads "i/n", 1 ≤ i ≤ n ≤ 100000. Errors: usage.
Result<Shard> parse_shard(std::string_view text);

} // namespace affect
