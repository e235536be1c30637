#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace affect {

/// The names in one folder, sorted by bytes, in one block of memory: a flat folder may hold
/// millions.
class FolderNames {
public:
  /// Reads a folder; names that begin with a dot are left out. Errors: unreadable.
  static Result<FolderNames> read(const std::filesystem::path &folder);

  std::size_t size() const { return begins_.size(); }
  std::string_view name(std::size_t i) const { return bytes_.data() + begins_[i] + 1; }
  /// Whether the folder's own listing says that it is a file; else it may be anything.
  bool is_file(std::size_t i) const { return bytes_[begins_[i]] == file_mark; }
  /// The first name that does not stand before `name`.
  std::size_t lower_bound(std::string_view name) const;

private:
  static constexpr char file_mark = 'f', other_mark = 'o';
  std::string bytes_; ///< of each: mark, name, NUL
  std::vector<std::size_t> begins_;
};

/// "a.b" of "a.b.jpg", as std::filesystem::path::stem().
std::string_view stem_of(std::string_view name);
/// ".jpg", in lower case.
std::string extension_of(std::string_view name);

} // namespace affect
