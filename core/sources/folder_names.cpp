#include "sources/folder_names.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include <dirent.h>

namespace affect {

Result<FolderNames> FolderNames::read(const std::filesystem::path &folder) {
  const std::unique_ptr<DIR, int (*)(DIR *)> stream(::opendir(folder.c_str()), ::closedir);
  const auto unreadable = [&] {
    return make_error(ErrorCode::unreadable,
                      std::string("The folder cannot be read (") + std::strerror(errno) +
                          "); check its permissions.",
                      folder);
  };
  if (!stream)
    return unreadable();
  FolderNames names;
  for (;;) {
    errno = 0;
    const dirent *entry = ::readdir(stream.get());
    if (!entry) {
      if (errno != 0)
        return unreadable();
      break;
    }
    if (entry->d_name[0] == '.')
      continue;
    names.begins_.push_back(names.bytes_.size());
    names.bytes_ += entry->d_type == DT_REG ? file_mark : other_mark;
    names.bytes_.append(entry->d_name, std::strlen(entry->d_name) + 1);
  }
  std::sort(names.begins_.begin(), names.begins_.end(), [&](std::size_t a, std::size_t b) {
    return std::strcmp(names.bytes_.data() + a + 1, names.bytes_.data() + b + 1) < 0;
  });
  return names;
}

std::size_t FolderNames::lower_bound(std::string_view name) const {
  const auto at = std::lower_bound(begins_.begin(), begins_.end(), name,
                                   [&](std::size_t begin, std::string_view wanted) {
                                     return std::string_view(bytes_.data() + begin + 1) < wanted;
                                   });
  return static_cast<std::size_t>(at - begins_.begin());
}

std::string_view stem_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot);
}

std::string extension_of(std::string_view name) {
  std::string extension(name.substr(stem_of(name).size()));
  for (char &c : extension)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return extension;
}

} // namespace affect
