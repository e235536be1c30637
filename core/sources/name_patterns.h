#pragma once

#include "sources/scan.h"

#include <string>
#include <vector>

namespace affect {

/// The patterns of ScanOptions; `below` is a path below the input, `name` its last part.
class NamePatterns {
public:
  explicit NamePatterns(const ScanOptions &options)
      : include_(options.include), exclude_(options.exclude) {}

  bool any() const { return !include_.empty() || !exclude_.empty(); }
  /// Whether a post of this name is wanted.
  bool take(const std::string &below, const std::string &name) const;
  /// Whether a folder of this name is not to be entered.
  bool excludes(const std::string &below, const std::string &name) const;

private:
  std::vector<std::string> include_, exclude_;
};

} // namespace affect
