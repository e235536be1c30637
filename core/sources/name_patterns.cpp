#include "sources/name_patterns.h"

#include <algorithm>

#include <fnmatch.h>

namespace affect {
namespace {

bool fits(const std::vector<std::string> &patterns, const std::string &below,
          const std::string &name) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string &pattern) {
    const std::string &named = pattern.find('/') == std::string::npos ? name : below;
    return ::fnmatch(pattern.c_str(), named.c_str(), 0) == 0;
  });
}

} // namespace

bool NamePatterns::take(const std::string &below, const std::string &name) const {
  return (include_.empty() || fits(include_, below, name)) && !excludes(below, name);
}

bool NamePatterns::excludes(const std::string &below, const std::string &name) const {
  return fits(exclude_, below, name);
}

} // namespace affect
